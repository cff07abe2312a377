package io.lethe.unlearning.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** CIFAR-10's binary version: {@code data_batch_1.bin} … and {@code test_batch.bin}. */
final class CifarBinaryLayout implements Layout {
  @Override
  public String description() {
    return "data_batch_1.bin … and test_batch.bin (CIFAR-10 binary)";
  }

  @Override
  public boolean matches(DatasetFolder folder) {
    return !batches(folder).isEmpty();
  }

  @Override
  public Listing list(DatasetFolder folder) {
    RecordNumbers numbers = new RecordNumbers();
    List<RecordEntry> entries = new ArrayList<>();
    int batch = 0;
    for (Path file : batches(folder)) {
      String name = file.getFileName().toString();
      if (DatasetFolder.partition(name) == Partition.TRAIN
          && !name.equals("data_batch_" + ++batch + ".bin")) {
        throw folder.error(
            folder.root().resolve("data_batch_" + batch + ".bin"), "the file is missing");
      }
      entries.addAll(CifarRecords.CIFAR_10.entries(folder, file, numbers));
    }
    return new Listing(CifarRecords.CIFAR_10.classes(), entries);
  }

  private static List<Path> batches(DatasetFolder folder) {
    return folder.children(
        folder.root(),
        f ->
            Files.isRegularFile(f)
                && f.getFileName().toString().matches("data_batch_\\d\\.bin|test_batch\\.bin"));
  }
}
