package io.lethe.unlearning.data;

import java.nio.file.Path;

/** A kind of file that holds many records. */
@FunctionalInterface
interface RecordFile {
  /**
   * Decodes some records of a file, holding little more than the result.
   *
   * @param slots numbers of the records in the file, in any order, also repeatedly
   * @throws io.lethe.unlearning.InvalidInputException naming the file and what is wrong with it
   */
  DecodedImages read(DatasetFolder folder, Path file, int[] slots);

  /** The kind of a file, by its name. */
  static RecordFile of(Path file) {
    String name = file.getFileName().toString();
    String ending = name.substring(name.lastIndexOf('.') + 1);
    return switch (ending) {
      case "bin" ->
          Cifar100Layout.FILES.contains(name) ? CifarRecords.CIFAR_100 : CifarRecords.CIFAR_10;
      case "mat" -> new SvhnFile();
      case "parquet" -> new ParquetImages();
      default -> new PngSheetLayout();
    };
  }
}
