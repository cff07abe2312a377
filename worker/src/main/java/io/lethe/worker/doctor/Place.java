package io.lethe.worker.doctor;

import io.lethe.activities.Layout;
import io.lethe.store.Location;
import java.util.Locale;

/**
 * A right on a part of the store.
 *
 * @param right what may be done
 * @param probe the object it is tried out on
 */
record Place(Right right, Location probe) {
  enum Right {
    LIST,
    READ,
    WRITE,
    /** Writes under {@code If-Match} and {@code If-None-Match} that are refused where they must. */
    CONDITION,
    DELETE
  }

  static Place of(Right right, String bucket, String folder) {
    return new Place(right, Layout.probe(bucket, folder));
  }

  /** In Lethe's own bucket. */
  static Place of(Right right, String folder) {
    return of(right, Layout.BUCKET, folder);
  }

  /** For messages: {@code write s3://lethe/stages/}. */
  @Override
  public String toString() {
    String key = probe.key();
    return "%s s3://%s/%s"
        .formatted(
            right.name().toLowerCase(Locale.ROOT),
            probe.bucket(),
            key.substring(0, key.lastIndexOf('/') + 1));
  }
}
