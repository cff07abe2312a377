package io.lethe.activities;

import io.lethe.store.ObjectStore;
import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.contract.StoreActivities;

/** Work on the I/O queue. */
public final class StoreActivitiesImpl implements StoreActivities {
  private final ObjectStore store;

  /** Activities over that store. */
  public StoreActivitiesImpl(ObjectStore store) {
    this.store = store;
  }

  @Override
  public void writeRunRecord(RunRecord record) {
    ActivityGuard.run(
        () -> {
          // The first thing a run ever writes.
          store.createBucketIfMissing(Layout.BUCKET);
          return store.put(
              Layout.run(record.name(), record.execution()), Json.prettySealed(record));
        });
  }
}
