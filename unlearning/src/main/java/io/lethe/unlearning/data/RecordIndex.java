package io.lethe.unlearning.data;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * What a data set says about its records, without their pixels: id, label, subject and partition by
 * position 0 … size−1.
 *
 * <p>Enough to validate and plan a request. Ids are unique over both partitions. Immutable.
 */
public final class RecordIndex {
  private final int classes;
  private final List<String> ids;
  private final int[] labels;
  private final List<String> subjects;
  private final Partition[] partitions;
  private final Map<String, Integer> positions;

  /**
   * Creates an index; arrays are not copied and must not be changed afterwards.
   *
   * @param classes number of classes; labels are 0 … classes−1
   * @param ids record ids by position
   * @param labels labels by position
   * @param subjects subjects by position, each may be empty; an empty list where there are none
   * @param partitions partition by position
   * @throws IllegalArgumentException if lengths differ, an id occurs twice or a label is out of
   *     range
   */
  public RecordIndex(
      int classes, List<String> ids, int[] labels, List<String> subjects, Partition[] partitions) {
    int n = ids.size();
    if (labels.length != n
        || partitions.length != n
        || !(subjects.isEmpty() || subjects.size() == n)) {
      throw new IllegalArgumentException("ids, labels, subjects and partitions differ in length");
    }
    this.classes = classes;
    this.ids = List.copyOf(ids);
    this.labels = labels;
    this.subjects = List.copyOf(subjects);
    this.partitions = partitions;
    this.positions = new HashMap<>(n * 2);
    for (int i = 0; i < n; i++) {
      if (positions.put(ids.get(i), i) != null) {
        throw new IllegalArgumentException("record id '" + ids.get(i) + "' occurs twice");
      }
      if (labels[i] < 0 || labels[i] >= classes) {
        throw new IllegalArgumentException(
            "record '%s' has label %d, allowed are 0 to %d"
                .formatted(ids.get(i), labels[i], classes - 1));
      }
    }
  }

  /** Number of records. */
  public int size() {
    return labels.length;
  }

  /** Number of classes. */
  public int classes() {
    return classes;
  }

  /** Id of the record at a position. */
  public String id(int position) {
    return ids.get(position);
  }

  /** Ids of the records at some positions, in that order. */
  public List<String> ids(int[] positions) {
    return Arrays.stream(positions).mapToObj(ids::get).toList();
  }

  /** Label of the record at a position. */
  public int label(int position) {
    return labels[position];
  }

  /** Labels of the records at some positions. */
  public int[] labels(int[] positions) {
    return Arrays.stream(positions).map(p -> labels[p]).toArray();
  }

  /** The person or source a record belongs to, where the data set says so. */
  public Optional<String> subject(int position) {
    return subjects.isEmpty() || subjects.get(position).isEmpty()
        ? Optional.empty()
        : Optional.of(subjects.get(position));
  }

  /** Partition of the record at a position. */
  public Partition partition(int position) {
    return partitions[position];
  }

  /** Positions of all records of a partition, ascending. */
  public int[] positions(Partition partition) {
    return IntStream.range(0, size()).filter(p -> partitions[p] == partition).toArray();
  }

  /** Position of the record with that id. */
  public OptionalInt find(String id) {
    Integer p = positions.get(id);
    return p == null ? OptionalInt.empty() : OptionalInt.of(p);
  }
}
