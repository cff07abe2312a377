package io.lethe.unlearning.data;

import java.util.EnumMap;
import java.util.Map;

/** Hands out {@code train/00000}, {@code train/00001} …, {@code test/00000} …. */
final class RecordNumbers {
  private final Map<Partition, Integer> next = new EnumMap<>(Partition.class);

  String next(Partition partition) {
    int number = next.merge(partition, 1, Integer::sum) - 1;
    return "%s/%05d".formatted(partition == Partition.TRAIN ? "train" : "test", number);
  }
}
