package io.lethe.unlearning.data;

import java.util.List;

/**
 * The records of a folder, in position order.
 *
 * @param classes number of classes
 * @param entries the records
 */
record Listing(int classes, List<RecordEntry> entries) {
  /** As many classes as the largest label asks for. */
  static Listing of(List<RecordEntry> entries) {
    return new Listing(entries.stream().mapToInt(RecordEntry::label).max().orElse(0) + 1, entries);
  }
}
