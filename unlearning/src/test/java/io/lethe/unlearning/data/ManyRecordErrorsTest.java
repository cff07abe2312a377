package io.lethe.unlearning.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lethe.unlearning.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5File;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;

/** Broken files of CIFAR-100, SVHN and Parquet end in one line that names the file. */
class ManyRecordErrorsTest {
  private static final byte[] PNG = ParquetFiles.png(8, 8);

  @TempDir Path folder;

  private void assertRejected(String... parts) {
    Throwable error = catchThrowable(() -> DatasetReader.open(folder));
    assertThat(error).isInstanceOf(InvalidInputException.class);
    assertThat(error.getMessage()).startsWith("dataset.ref: ").contains(parts).hasLineCount(1);
  }

  private void cut(String fixture, String name, double share) throws IOException {
    byte[] bytes = DatasetFiles.read(ManyRecordFilesTest.fixture(fixture));
    DatasetFiles.write(folder.resolve(name), Arrays.copyOf(bytes, (int) (bytes.length * share)));
  }

  @Test
  void cifar100ThatIsTruncated() throws IOException {
    cut("cifar100/train.bin", "train.bin", 0.9);
    assertRejected("train.bin", "truncated or not CIFAR-100", "3074");
  }

  @Test
  void cifar100WithATooLargeLabel() {
    byte[] record = new byte[3074];
    record[1] = 100;
    DatasetFiles.write(folder.resolve("train.bin"), record);
    assertRejected("train.bin", "record 0 has label 100, allowed are 0 to 99");
  }

  @Test
  void testFileAlone() throws IOException {
    cut("cifar100/test.bin", "test.bin", 1);
    assertRejected("train.bin", "missing");
    Files.delete(folder.resolve("test.bin"));
    cut("svhn/test_32x32.mat", "test_32x32.mat", 1);
    assertRejected("train_32x32.mat", "missing");
    Files.delete(folder.resolve("test_32x32.mat"));
    cut("codecs/none.parquet", "test.parquet", 1);
    assertRejected("train-*.parquet", "missing");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.05, 0.1, 0.5, 0.95})
  void matFileThatIsTruncated(double share) throws IOException {
    cut("svhn/train_32x32.mat", "train_32x32.mat", share);
    assertRejected("train_32x32.mat");
  }

  @Test
  void matFileWithFlippedBytes() throws IOException {
    byte[] bytes = DatasetFiles.read(ManyRecordFilesTest.fixture("svhn/train_32x32.mat"));
    Arrays.fill(bytes, 200, 260, (byte) 0x5a);
    DatasetFiles.write(folder.resolve("train_32x32.mat"), bytes);
    assertRejected("train_32x32.mat", "damaged");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "MATLAB 7.3 MAT-file, Platform: GLNXA64 | version 7.3 | -v7",
        "no MATLAB file at all | not a MATLAB file | 5.0",
      })
  void matFileOfAnotherVersion(String header, String found, String allowed) {
    DatasetFiles.write(folder.resolve("train_32x32.mat"), header + " ".repeat(600));
    assertRejected("train_32x32.mat", found, allowed);
  }

  private void mat(String imageName, int[] dimensions, MatlabType type, double... labels)
      throws IOException {
    Matrix y = Mat5.newMatrix(labels.length, 1);
    for (int i = 0; i < labels.length; i++) {
      y.setDouble(i, labels[i]);
    }
    try (Mat5File mat = Mat5.newMatFile()) {
      mat.addArray(imageName, Mat5.newMatrix(dimensions, type)).addArray("y", y);
      Mat5.writeToFile(mat, folder.resolve("train_32x32.mat").toFile());
    }
  }

  @Test
  void matVariablesThatDoNotFit() throws IOException {
    int[] two = {32, 32, 3, 2};
    mat("images", two, MatlabType.UInt8, 1, 2);
    assertRejected("train_32x32.mat", "no variable X, found images, y");
    mat("X", two, MatlabType.Double, 1, 2);
    assertRejected("train_32x32.mat", "variable X is double, allowed is uint8");
    mat("X", new int[] {2, 32, 32, 3}, MatlabType.UInt8, 1, 2);
    assertRejected("train_32x32.mat", "[2, 32, 32, 3]", "[32, 32, 3, N]");
    mat("X", two, MatlabType.UInt8, 1, 2, 3);
    assertRejected("train_32x32.mat", "3 labels in y, but 2 images in X");
    mat("X", two, MatlabType.UInt8, 1, 11);
    assertRejected("train_32x32.mat", "record 1 has label 11, allowed are 1 to 10");
    mat("X", two, MatlabType.UInt8, 0.5, 1);
    assertRejected("train_32x32.mat", "record 0 has label 0.5");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.01, 0.5, 0.999})
  void parquetThatIsTruncated(double share) throws IOException {
    cut("codecs/none.parquet", "data/train-0.parquet", share);
    assertRejected("data/train-0.parquet");
  }

  @Test
  void whatIsNotParquet() {
    DatasetFiles.write(folder.resolve("train.parquet"), "id,label\n1,2\n".repeat(9));
    assertRejected("train.parquet", "is truncated or not Parquet");
  }

  @Test
  void parquetWithFlippedBytes() throws IOException {
    byte[] bytes = DatasetFiles.read(ManyRecordFilesTest.fixture("codecs/zstd.parquet"));
    Arrays.fill(bytes, 4, 60, (byte) 0x5a);
    DatasetFiles.write(folder.resolve("train.parquet"), bytes);
    assertRejected("train.parquet", "damaged");
  }

  @Test
  void parquetOfAnUnknownCompression() throws IOException {
    cut("codecs/gzip.parquet", "train.parquet", 1);
    assertRejected("train.parquet", "GZIP", "UNCOMPRESSED, SNAPPY, ZSTD");
  }

  @Test
  void parquetInSeveralFolders() throws IOException {
    cut("codecs/none.parquet", "cropped_digits/train.parquet", 1);
    cut("codecs/none.parquet", "full_numbers/train.parquet", 1);
    assertRejected("several folders", "cropped_digits, full_numbers");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "required int64 label; | no column with an image, allowed is image or img; found label",
        "required binary image; required int64 label; | column 'image' is required binary image",
        "required group img { required binary bytes; } | no column with a label",
        "required group img { required binary bytes; } required binary label; | column 'label' is",
        "required group img { required binary png; } required int32 label; | column 'img' is",
      })
  void parquetColumnsThatDoNotFit(String fields, String message) {
    ParquetFiles.write(
        folder.resolve("train.parquet"), "message m { " + fields + " }", "", 0, (row, group) -> {});
    assertRejected("train.parquet", message);
  }

  @Test
  void parquetLabels() {
    Path file = folder.resolve("train.parquet");
    String names = "{\"info\": {\"features\": {\"label\": {\"names\": [\"a\", \"b\", \"c\"]}}}}";
    ParquetFiles.write(
        file, ParquetFiles.HUGGING_FACE, names, 4, (row, g) -> ParquetFiles.put(g, PNG, row));
    assertRejected("train.parquet", "record 3 has label 3, allowed are 0 to 2");
    ParquetFiles.write(
        file, ParquetFiles.HUGGING_FACE, "", 2, (row, g) -> ParquetFiles.put(g, PNG, -row));
    assertRejected("train.parquet", "record 1 has label -1");
    ParquetFiles.write(file, ParquetFiles.HUGGING_FACE, "", 1, (row, g) -> g.addGroup("image"));
    assertRejected("train.parquet", "record 0 has no label");
    ParquetFiles.write(
        file, ParquetFiles.HUGGING_FACE, "{", 1, (row, g) -> ParquetFiles.put(g, PNG, 0));
    assertRejected("train.parquet", "'huggingface' is not JSON");
  }

  @Test
  void parquetImages() {
    Path file = folder.resolve("train.parquet");
    byte[] text = "no image".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    byte[] wide = ParquetFiles.png(9, 8);
    String schema = ParquetFiles.HUGGING_FACE;
    ParquetFiles.write(
        file, schema, "", 3, (row, g) -> ParquetFiles.put(g, row > 1 ? wide : PNG, 0));
    assertRejected("train.parquet", "record 2: found 9 x 8 pixels", "record 0 has 8 x 8");
    ParquetFiles.write(
        file, schema, "", 2, (row, g) -> ParquetFiles.put(g, row > 0 ? text : PNG, 0));
    assertRejected("train.parquet", "record 1: the file is not an image");
    ParquetFiles.write(
        file,
        schema,
        "",
        1,
        (row, g) -> {
          g.addGroup("image");
          g.append("label", 0L);
        });
    assertRejected("train.parquet", "record 0 has no image.bytes");
  }

  @Test
  void filesOfTwoSizes() {
    ParquetFiles.write(
        folder.resolve("train.parquet"),
        ParquetFiles.HUGGING_FACE,
        "",
        2,
        (row, g) -> ParquetFiles.put(g, PNG, 0));
    byte[] wide = ParquetFiles.png(9, 8);
    ParquetFiles.write(
        folder.resolve("test.parquet"),
        ParquetFiles.HUGGING_FACE,
        "",
        2,
        (row, g) -> ParquetFiles.put(g, wide, 0));
    assertRejected("test.parquet", "9 x 8", "train.parquet has 8 x 8");
  }
}
