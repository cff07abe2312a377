package io.lethe.unlearning.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * SVHN's cropped digits: {@code train_32x32.mat} and {@code test_32x32.mat}; other files, such as
 * the extra digits, are left alone.
 *
 * @see SvhnFile
 */
final class SvhnLayout implements Layout {
  private static final List<String> FILES = List.of("train_32x32.mat", "test_32x32.mat");

  @Override
  public String description() {
    return "train_32x32.mat and test_32x32.mat (SVHN cropped digits)";
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
      Partition partition = DatasetFolder.partition(file.getFileName().toString());
      int[] labels = SvhnFile.labels(folder, file);
      for (int i = 0; i < labels.length; i++) {
        String id = numbers.next(partition);
        entries.add(new RecordEntry(id, labels[i], "", partition, file, i, Optional.empty()));
      }
    }
    return new Listing(SvhnFile.CLASSES, entries);
  }
}
