package io.lethe.unlearning.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** CIFAR-100's binary version: {@code train.bin} and {@code test.bin}; labels are the fine ones. */
final class Cifar100Layout implements Layout {
  static final List<String> FILES = List.of("train.bin", "test.bin");

  @Override
  public String description() {
    return "train.bin and test.bin (CIFAR-100 binary)";
  }

  @Override
  public boolean matches(DatasetFolder folder) {
    return folder.hasAny(FILES);
  }

  @Override
  public Listing list(DatasetFolder folder) {
    RecordNumbers numbers = new RecordNumbers();
    List<RecordEntry> entries = new ArrayList<>();
    for (Path file : folder.trainAndTest(FILES)) {
      entries.addAll(CifarRecords.CIFAR_100.entries(folder, file, numbers));
    }
    return new Listing(CifarRecords.CIFAR_100.classes(), entries);
  }
}
