package io.lethe.activities;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.store.InMemoryObjectStore;
import io.lethe.store.Location;
import io.lethe.store.ObjectStore;
import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.contract.RunState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A record of a run never goes back, whoever wakes up late. */
class RunRecordsTest {
  private static final Location PLACE = Layout.run("r", "e");

  private final ObjectStore store = new InMemoryObjectStore();

  private static RunRecord record(RunState state, long second) {
    Instant time = Instant.ofEpochSecond(second);
    return new RunRecord(
        "r",
        "e",
        "d",
        TinyData.train("r", ""),
        Optional.empty(),
        state,
        "train",
        Instant.EPOCH,
        time,
        List.of(),
        Optional.empty());
  }

  private RunState state() {
    return Json.read(PLACE, store.read(PLACE).bytes(), RunRecord.class).state();
  }

  @Test
  void laterRecordsReplaceEarlierOnesOnly() {
    StoreActivitiesImpl activities = new StoreActivitiesImpl(store);
    activities.writeRunRecord(record(RunState.RUNNING, 1));
    activities.writeRunRecord(record(RunState.PUBLISHED, 3));
    String last = store.read(PLACE).etag();

    activities.writeRunRecord(record(RunState.AWAITING_APPROVAL, 2));
    activities.writeRunRecord(record(RunState.PUBLISHED, 3));

    assertThat(state()).isEqualTo(RunState.PUBLISHED);
    assertThat(store.read(PLACE).etag()).isEqualTo(last);
  }

  @Test
  void aWriterThatSleptWritesNothing() {
    new StoreActivitiesImpl(store).writeRunRecord(record(RunState.RUNNING, 1));
    ObjectStore interrupted =
        InterruptedStore.beforeWriting(
            store,
            "e.json",
            () -> new StoreActivitiesImpl(store).writeRunRecord(record(RunState.PUBLISHED, 3)));

    new StoreActivitiesImpl(interrupted).writeRunRecord(record(RunState.AWAITING_APPROVAL, 2));

    assertThat(state()).isEqualTo(RunState.PUBLISHED);
  }
}
