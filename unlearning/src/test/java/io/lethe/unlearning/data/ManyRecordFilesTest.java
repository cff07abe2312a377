package io.lethe.unlearning.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files that SciPy, PyArrow and Pillow wrote ({@code scripts/make-dataset-fixtures.py}) give the
 * pixels, labels and ids that went in.
 */
class ManyRecordFilesTest {
  private static final int FIRST_TEST = 100;

  @TempDir Path folder;

  static Path fixture(String name) {
    try {
      return Path.of(ManyRecordFilesTest.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ids count from 0 in each partition; pixels are those of the fixture's formula. */
  private static void assertRecords(Dataset data, int train, int test) {
    assertThat(data.size()).isEqualTo(train + test);
    for (int i = 0; i < train + test; i++) {
      boolean training = i < train;
      int number = training ? i : i - train;
      assertThat(data.id(i)).isEqualTo("%s/%05d".formatted(training ? "train" : "test", number));
      assertThat(data.partition(i)).isEqualTo(training ? Partition.TRAIN : Partition.TEST);
      assertThat(data.copyPixels(i))
          .as(data.id(i))
          .isEqualTo(DatasetFiles.rgb(training ? number : FIRST_TEST + number));
    }
    assertThat(new int[] {data.height(), data.width(), data.channels()}).containsExactly(32, 32, 3);
  }

  private static int[] labels(Dataset data) {
    return data.labels(IntStream.range(0, data.size()).toArray());
  }

  @Test
  void cifar100GivesFineLabels() {
    Dataset data = DatasetReader.open(fixture("cifar100"));
    assertRecords(data, 4, 2);
    assertThat(labels(data)).containsExactly(0, 33, 66, 99, 0, 33);
    assertThat(data.classes()).isEqualTo(100);
  }

  @Test
  void svhnGivesTheDigitsWithTenForZero() {
    Dataset data = DatasetReader.open(fixture("svhn"));
    assertRecords(data, 11, 3);
    assertThat(labels(data)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 1, 2, 3);
    assertThat(data.classes()).isEqualTo(10);
  }

  @Test
  void parquetIsNumberedOverItsFilesAndKnowsItsClasses() {
    Dataset data = DatasetReader.open(fixture("parquet"));
    assertRecords(data, 6, 2);
    assertThat(labels(data)).containsExactly(0, 33, 66, 99, 0, 33, 0, 33);
    assertThat(data.classes()).isEqualTo(100);
    assertThat(IntStream.range(0, 4).mapToObj(data::subject).map(s -> s.orElse("-")))
        .containsExactly("person 0", "-", "person 0", "person 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "zstd"})
  void otherCompressionsAndPlaces(String codec) throws IOException {
    Path home = Files.createDirectories(folder.resolve("plain_text"));
    Files.copy(fixture("codecs/" + codec + ".parquet"), home.resolve("train.parquet"));
    Files.copy(fixture("codecs/gzip.parquet"), home.resolve("validation-00000.parquet"));
    assertRecords(DatasetReader.open(folder), 4, 0);
  }

  @Test
  void indexKnowsWhatTheWholeReadingKnows() {
    for (String name : new String[] {"cifar100", "svhn", "parquet"}) {
      RecordIndex index = DatasetReader.index(fixture(name));
      Dataset data = DatasetReader.open(fixture(name));
      int[] all = IntStream.range(0, data.size()).toArray();
      assertThat(index.ids(all)).isEqualTo(data.index().ids(all));
      assertThat(index.labels(all)).isEqualTo(labels(data));
    }
  }

  @Test
  void manifestNamesRecordsOfAnyFile() throws IOException {
    Files.copy(fixture("svhn/test_32x32.mat"), folder.resolve("test_32x32.mat"));
    Files.copy(fixture("codecs/none.parquet"), folder.resolve("train.parquet"));
    DatasetFiles.write(
        folder.resolve("manifest.jsonl"),
        """
        {"id": "b", "label": 1, "location": "train.parquet#3", "subject": "ann"}
        {"id": "a", "label": 0, "location": "test_32x32.mat#2"}
        {"id": "c", "label": 1, "location": "train.parquet#0"}
        """);
    Dataset data = DatasetReader.open(folder);
    assertThat(Arrays.stream(new int[] {0, 1, 2}).mapToObj(data::id))
        .containsExactly("b", "a", "c");
    assertThat(data.copyPixels(0)).isEqualTo(DatasetFiles.rgb(3));
    assertThat(data.copyPixels(1)).isEqualTo(DatasetFiles.rgb(FIRST_TEST + 2));
    assertThat(data.copyPixels(2)).isEqualTo(DatasetFiles.rgb(0));
    assertThat(data.partition(1)).isEqualTo(Partition.TEST);
    assertThat(data.subject(0)).isEqualTo(Optional.of("ann"));
  }
}
