package io.lethe.activities;

import io.lethe.formats.MalformedFileException;
import io.lethe.store.CompareAndSet;
import io.lethe.store.Location;
import io.lethe.store.ObjectStore;
import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.contract.StoreActivities;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Work on the I/O queue. */
public final class StoreActivitiesImpl implements StoreActivities {
  private static final Logger LOG = LoggerFactory.getLogger(StoreActivitiesImpl.class);

  private final ObjectStore store;

  /** Activities over that store. */
  public StoreActivitiesImpl(ObjectStore store) {
    this.store = store;
  }

  /** A record never goes back: an attempt that slept meanwhile finds a later one and leaves it. */
  @Override
  public void writeRunRecord(RunRecord record) {
    ActivityGuard.run(
        () -> {
          // The first thing a run ever writes.
          store.createBucketIfMissing(Layout.BUCKET);
          Location place = Layout.run(record.name(), record.execution());
          return CompareAndSet.update(
              store,
              place,
              present ->
                  present
                      .filter(bytes -> isLater(place, bytes, record))
                      .orElseGet(() -> Json.prettySealed(record)));
        });
  }

  /**
   * Whether what is there is to stay. Records follow each other in the workflow's own time; of two
   * at one time the last one ends. A damaged one makes room: the workflow knows better.
   */
  private static boolean isLater(Location place, byte[] bytes, RunRecord record) {
    try {
      RunRecord present = Json.read(place, bytes, RunRecord.class);
      int order = present.updatedAt().compareTo(record.updatedAt());
      return order > 0 || (order == 0 && present.result().isPresent());
    } catch (MalformedFileException e) {
      LOG.warn("{}; it is written anew", e.getMessage());
      return false;
    }
  }
}
