package io.lethe.unlearning.data;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.unlearning.InvalidInputException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong with a data set, the message names the file. */
class DatasetErrorsTest {
  @TempDir Path folder;

  private void assertRejected(String... parts) {
    assertThatThrownBy(() -> DatasetReader.open(folder))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("dataset.ref: ")
        .satisfies(e -> org.assertj.core.api.Assertions.assertThat(e.getMessage()).contains(parts));
  }

  private void truncate(Path file, double share) {
    byte[] bytes = DatasetFiles.read(file);
    DatasetFiles.write(file, Arrays.copyOf(bytes, (int) (bytes.length * share)));
  }

  @Test
  void folderWithoutRecords() {
    assertRejected("found no records", "CIFAR-10 binary", "image folder");
  }

  @Test
  void emptyClassFolders() {
    DatasetFiles.write(folder.resolve("train/cat/.keep"), "");
    assertRejected("found no records");
  }

  @Test
  void noFolder() {
    assertThatThrownBy(() -> DatasetReader.open(folder.resolve("absent")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("absent");
  }

  @Test
  void truncatedBatch() {
    DatasetFiles.cifarBatch(folder.resolve("data_batch_1.bin"), 0, 1, 2);
    truncate(folder.resolve("data_batch_1.bin"), 0.9);
    assertRejected("data_batch_1.bin", "truncated", "3073");
  }

  @Test
  void missingBatch() {
    DatasetFiles.cifarBatch(folder.resolve("data_batch_2.bin"), 0, 1, 2);
    assertRejected("data_batch_1.bin", "missing");
  }

  @Test
  void emptyBatch() {
    DatasetFiles.write(folder.resolve("data_batch_1.bin"), "");
    assertRejected("data_batch_1.bin", "0 bytes");
  }

  @Test
  void labelOutOfRangeInBatch() {
    DatasetFiles.cifarBatch(folder.resolve("data_batch_1.bin"), 0, 1, 10);
    assertRejected("data_batch_1.bin", "record 1", "label 10", "0 to 9");
  }

  @Test
  void labelOutOfRangeForTheModel() {
    DatasetFiles.sheet(folder.resolve("train.png"), 2, 0, 0, 5);
    assertThatThrownBy(() -> DatasetReader.index(folder, 5))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("dataset.ref: record 'train/00001' has label 5, allowed are 0 to 4");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5})
  void labelsThatDoNotFitTheTiles(int labels) {
    DatasetFiles.sheet(folder.resolve("train.png"), 2, 0, 0, 1, 2, 3);
    DatasetFiles.write(folder.resolve("train.labels"), new byte[labels]);
    assertRejected("train.labels", "found " + labels + " labels", "4 tiles");
  }

  @Test
  void sheetWithoutLabels() {
    DatasetFiles.sheet(folder.resolve("train.png"), 1, 0, 0);
    DatasetFiles.image(folder.resolve("test.png"), 0);
    assertRejected("test.labels", "missing");
  }

  @Test
  void sheetOfUnknownName() {
    DatasetFiles.sheet(folder.resolve("images.png"), 1, 0, 0);
    assertRejected("images.png", "data_batch_, train or test");
  }

  @Test
  void sheetThatIsNotOfTiles() {
    DatasetFiles.png(folder.resolve("train.png"), DatasetFiles.image(33, 32));
    DatasetFiles.write(folder.resolve("train.labels"), new byte[1]);
    assertRejected("train.png", "33 x 32", "multiples of 32");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.3, 0.6, 0.9})
  void truncatedSheet(double share) {
    DatasetFiles.sheet(folder.resolve("train.png"), 4, 0, new int[16]);
    truncate(folder.resolve("train.png"), share);
    assertRejected("train.png", "truncated or damaged");
  }

  @ParameterizedTest
  @CsvSource({"png", "jpg"})
  void imageThatIsEmptyOrNone(String format) {
    Path file = folder.resolve("train/cat/1." + format);
    DatasetFiles.write(file, "");
    assertRejected("train/cat/1." + format, "0 bytes");
    DatasetFiles.write(file, "no image at all");
    assertRejected("train/cat/1." + format, "not an image");
  }

  @ParameterizedTest
  @CsvSource({"png,0.5", "jpg,0.5", "png,0.95", "jpg,0.95"})
  void truncatedImage(String format, double share) {
    Path file = folder.resolve("train/cat/1." + format);
    java.awt.image.BufferedImage image = DatasetFiles.image(64, 64);
    for (int i = 0; i < 64 * 64; i++) {
      image.setRGB(i % 64, i / 64, 0x9E3779B9 * i);
    }
    DatasetFiles.encode(file, image, format);
    truncate(file, share);
    assertRejected("train/cat/1." + format, "damaged");
  }

  @Test
  void fileOfAnotherKindInAClassFolder() {
    DatasetFiles.write(folder.resolve("train/cat/notes.txt"), "text");
    assertRejected("train/cat/notes.txt", "not an image", ".png");
  }

  @Test
  void imagesOfTwoSizes() {
    DatasetFiles.image(folder.resolve("a/1.png"), 0);
    DatasetFiles.png(folder.resolve("a/2.png"), DatasetFiles.image(32, 31));
    assertRejected("a/2.png", "32 x 31", "a/1.png", "32 x 32");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../secret.png", "/etc/secret.png", "a/../../b.png", "..\\\\b.png", "C:/b.png"})
  void manifestLocationOutside(String location) {
    DatasetFiles.write(
        folder.resolve("manifest.jsonl"),
        "{\"id\":\"a\",\"label\":0,\"location\":\"%s\"}".formatted(location));
    assertRejected("manifest.jsonl: line 1", "leaves the data set");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'label':0,'location':'train.png#0'}|field 'id' is missing",
        "{'id':7,'label':0,'location':'train.png#0'}|field 'id' is 7",
        "{'id':'a','location':'train.png#0'}|field 'label' is null",
        "{'id':'a','label':'x','location':'train.png#0'}|field 'label'",
        "{'id':'a','label':1.5,'location':'train.png#0'}|field 'label' is 1.5",
        "{'id':'a','label':-1,'location':'train.png#0'}|label -1",
        "{'id':'a','label':0,'location':'train.png#0','split':'dev'}|'dev'",
        "{'id':'a','label':0,'location':'other.png'}|'other.png'",
        "{'id':'a','label':0}|record 'a' has no location",
        "[1]|no JSON object",
        "{'id':|is not JSON",
      })
  void manifestLineThatIsWrong(String line, String message) {
    DatasetFiles.sheet(folder.resolve("train.png"), 1, 0, 0);
    DatasetFiles.write(folder.resolve("manifest.jsonl"), "\n" + line.replace('\'', '"'));
    assertRejected("manifest.jsonl: line 2", message);
  }

  @Test
  void manifestWithAnIdTwice() {
    DatasetFiles.sheet(folder.resolve("train.png"), 1, 0, 0);
    String line = "{\"id\":\"a\",\"label\":0,\"location\":\"train.png#0\"}\n";
    DatasetFiles.write(folder.resolve("manifest.jsonl"), line + line);
    assertRejected("record id 'a' occurs twice");
  }

  @Test
  void manifestWithATileThatIsNotThere() {
    DatasetFiles.sheet(folder.resolve("train.png"), 1, 0, 0);
    DatasetFiles.write(
        folder.resolve("manifest.jsonl"),
        "{\"id\":\"a\",\"label\":0,\"location\":\"train.png#1\"}");
    assertRejected("train.png", "no tile 1, only 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"train.png", "train.png#0"})
  void manifestWithAnotherDigest(String location) {
    DatasetFiles.sheet(folder.resolve("train.png"), 1, 0, 0);
    DatasetFiles.write(
        folder.resolve("manifest.jsonl"),
        "{\"id\":\"a\",\"label\":0,\"location\":\"%s\",\"sha256\":\"%s\"}"
            .formatted(location, "0".repeat(64)));
    assertRejected("train.png", "record 'a'", "SHA-256", "the manifest says 0000");
  }

  @Test
  void emptyManifest() {
    DatasetFiles.write(folder.resolve("manifest.jsonl"), "\n");
    assertRejected("found no records");
  }
}
