package io.lethe.unlearning.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.formats.Digests;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every layout gives the ids, labels, partitions and pixels that were written. */
class DatasetReaderTest {
  @TempDir Path folder;

  private static void assertPixels(Dataset data, String id, int record) {
    assertThat(data.copyPixels(data.find(id).orElseThrow()))
        .as(id)
        .isEqualTo(DatasetFiles.rgb(record));
  }

  @Test
  void cifarBinaryIsReadInOriginalOrder() {
    DatasetFiles.cifarBatch(folder.resolve("data_batch_1.bin"), 0, 3, 1, 4);
    DatasetFiles.cifarBatch(folder.resolve("data_batch_2.bin"), 3, 1, 5);
    DatasetFiles.cifarBatch(folder.resolve("test_batch.bin"), 5, 9, 2);
    DatasetFiles.write(folder.resolve("readme.html"), "not data");
    Dataset data = DatasetReader.open(folder);
    assertThat(data.index().ids(new int[] {0, 4, 5, 6}))
        .containsExactly("train/00000", "train/00004", "test/00000", "test/00001");
    assertThat(data.classes()).isEqualTo(10);
    assertThat(data.labels(new int[] {0, 1, 2, 3, 4, 5, 6})).containsExactly(3, 1, 4, 1, 5, 9, 2);
    assertThat(data.positions(Partition.TEST)).containsExactly(5, 6);
    for (int i = 0; i < data.size(); i++) {
      assertPixels(data, data.id(i), i);
    }
  }

  @Test
  void sheetsAreReadTileByTileAndTheLastRowMayBePartial() {
    DatasetFiles.sheet(folder.resolve("train_a.png"), 2, 0, 0, 1, 2, 3, 0);
    DatasetFiles.sheet(folder.resolve("train_b.png"), 3, 5, 1, 2);
    DatasetFiles.sheet(folder.resolve("test.png"), 1, 7, 3);
    Dataset data = DatasetReader.open(folder);
    assertThat(data.classes()).isEqualTo(4);
    for (int i = 0; i < 7; i++) {
      assertPixels(data, "train/0000" + i, i);
    }
    assertPixels(data, "test/00000", 7);
    assertThat(data.partition(0)).isEqualTo(Partition.TEST);
    assertThat(data.labels(data.positions(Partition.TRAIN))).containsExactly(0, 1, 2, 3, 0, 1, 2);
  }

  @Test
  void sheetsAndBinariesOfTheSameRecordsHaveOneDigest() {
    Path binary = folder.resolve("binary");
    Path sheets = folder.resolve("sheets");
    DatasetFiles.cifarBatch(binary.resolve("data_batch_1.bin"), 0, 3, 1, 4);
    DatasetFiles.sheet(sheets.resolve("data_batch_1.png"), 2, 0, 3, 1, 4);
    String digest = DatasetReader.open(binary).digest();
    assertThat(DatasetReader.open(sheets).digest()).isEqualTo(digest);
    DatasetFiles.sheet(sheets.resolve("data_batch_1.png"), 2, 0, 3, 1, 5);
    assertThat(DatasetReader.open(sheets).digest()).isNotEqualTo(digest);
  }

  @Test
  void imageFolderNumbersClassesByNameAndUsesPathsAsIds() {
    DatasetFiles.image(folder.resolve("train/zebra/1.png"), 0);
    DatasetFiles.image(folder.resolve("train/ant/2.png"), 1);
    DatasetFiles.image(folder.resolve("test/mole/3.png"), 2);
    DatasetFiles.write(folder.resolve("train/ant/.DS_Store"), "hidden");
    Dataset data = DatasetReader.open(folder);
    assertThat(data.index().ids(new int[] {0, 1, 2}))
        .containsExactly("train/ant/2.png", "train/zebra/1.png", "test/mole/3.png");
    assertThat(data.labels(new int[] {0, 1, 2})).containsExactly(0, 2, 1);
    assertThat(data.partition(2)).isEqualTo(Partition.TEST);
    assertPixels(data, "train/ant/2.png", 1);
    assertPixels(data, "train/zebra/1.png", 0);
  }

  @Test
  void imageFolderWithoutPartitionsIsForTraining() {
    DatasetFiles.image(folder.resolve("a/1.png"), 0);
    DatasetFiles.image(folder.resolve("b/1.png"), 1);
    Dataset data = DatasetReader.open(folder);
    assertThat(data.positions(Partition.TRAIN)).containsExactly(0, 1);
    assertThat(data.id(1)).isEqualTo("b/1.png");
  }

  @Test
  void greyAlphaAndIndexedImagesBecomeRgbWithoutChangeOfGamma() {
    int[] types = {
      BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_INT_ARGB, BufferedImage.TYPE_BYTE_INDEXED
    };
    for (int i = 0; i < types.length; i++) {
      BufferedImage image = new BufferedImage(4, 2, types[i]);
      if (types[i] == BufferedImage.TYPE_BYTE_GRAY) {
        image.getRaster().setSample(3, 1, 0, 51);
      } else {
        image.setRGB(3, 1, 0xff333333);
      }
      DatasetFiles.png(folder.resolve("a/" + i + ".png"), image);
    }
    Dataset data = DatasetReader.open(folder);
    for (int i = 0; i < types.length; i++) {
      byte[] pixels = data.copyPixels(i);
      assertThat(pixels).as(data.id(i)).hasSize(24);
      assertThat(new byte[] {pixels[21], pixels[22], pixels[23]})
          .as(data.id(i))
          .containsOnly((byte) 51);
      assertThat(pixels[0]).isZero();
    }
  }

  @Test
  void jpegIsRead() {
    BufferedImage image = DatasetFiles.image(16, 16);
    image.createGraphics().fillRect(0, 0, 16, 16);
    DatasetFiles.encode(folder.resolve("a/white.jpg"), image, "jpg");
    assertThat(DatasetReader.open(folder).copyPixels(0)).containsOnly((byte) 255);
  }

  @Test
  void manifestNamesRecordsOfSheetsBinariesAndImages() {
    DatasetFiles.sheet(folder.resolve("train.png"), 2, 0, 0, 1, 2);
    DatasetFiles.cifarBatch(folder.resolve("data_batch_1.bin"), 10, 7, 8);
    DatasetFiles.image(folder.resolve("test/x/9.png"), 9);
    DatasetFiles.write(
        folder.resolve("manifest.jsonl"),
        """
        {"id": "train/00017", "label": 2, "location": "train.png#2", "subject": "ann"}

        {"id": "b", "label": 8, "location": "data_batch_1.bin#1", "sha256": "%s"}
        {"id": "c", "label": 1, "location": "test/x/9.png", "sha256": "%s", "note": 1}
        {"id": "d", "label": 0, "location": "train.png#0", "split": "test"}
        """
            .formatted(
                Digests.sha256(DatasetFiles.rgb(11)),
                Digests.sha256(DatasetFiles.read(folder.resolve("test/x/9.png")))));
    Dataset data = DatasetReader.open(folder);
    assertThat(data.size()).isEqualTo(4);
    assertThat(data.subject(0)).contains("ann");
    assertThat(data.subject(1)).isEmpty();
    assertPixels(data, "train/00017", 2);
    assertPixels(data, "b", 11);
    assertPixels(data, "c", 9);
    assertPixels(data, "d", 0);
    assertThat(data.positions(Partition.TEST)).containsExactly(2, 3);
    assertThat(data.labels(new int[] {0, 1, 2, 3})).containsExactly(2, 8, 1, 0);
  }

  @Test
  void manifestMayOnlyAddSubjectsToRecordsTheFolderKnows() {
    DatasetFiles.image(folder.resolve("train/cat/1.png"), 1);
    DatasetFiles.image(folder.resolve("train/dog/2.png"), 2);
    DatasetFiles.write(
        folder.resolve("manifest.jsonl"),
        """
        \uFEFF{"id": "train/dog/2.png", "subject": "rex"}\r
        {"id": "train/cat/1.png", "label": 1}\r
        """);
    Dataset data = DatasetReader.open(folder);
    assertThat(data.subject(0)).contains("rex");
    assertThat(data.labels(new int[] {0, 1})).containsExactly(1, 1);
    assertPixels(data, "train/dog/2.png", 2);
  }

  @Test
  void indexAgreesWithTheOpenedDataSet() {
    DatasetFiles.sheet(folder.resolve("train.png"), 2, 0, 0, 1, 2, 3, 0);
    RecordIndex index = DatasetReader.index(folder, 7);
    Dataset data = DatasetReader.open(folder, 7);
    assertThat(index.classes()).isEqualTo(7);
    assertThat(data.classes()).isEqualTo(7);
    assertThat(index.size()).isEqualTo(data.size());
    for (int i = 0; i < index.size(); i++) {
      assertThat(index.id(i)).isEqualTo(data.id(i));
      assertThat(index.label(i)).isEqualTo(data.label(i));
      assertThat(index.partition(i)).isEqualTo(data.partition(i));
    }
  }
}
