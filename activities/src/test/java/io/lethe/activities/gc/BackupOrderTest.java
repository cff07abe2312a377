package io.lethe.activities.gc;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.activities.Layout;
import io.lethe.store.InMemoryObjectStore;
import io.lethe.store.Location;
import io.lethe.store.ObjectInfo;
import io.lethe.store.ObjectStore;
import io.lethe.workflows.contract.RunState;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The order of docs/operations.md in which a store in use is copied. */
class BackupOrderTest {
  private static final List<String> POINTERS =
      List.of(Layout.RUNS, Layout.STAGES, Layout.BASELINES);
  private static final List<String> BODIES =
      List.of(Layout.ARTIFACTS, Layout.DATASETS, Layout.REQUESTS, Layout.CHECKPOINTS);

  /** Copies while a run, cut in before the given call, writes; returns the number of calls. */
  private static int copy(List<String> order, int moment, InMemoryObjectStore backup) {
    AgedStore source = new AgedStore();
    write(source.store(call -> {}), "before");
    AtomicInteger calls = new AtomicInteger();
    ObjectStore watched =
        source.store(
            call -> {
              if (calls.incrementAndGet() == moment) {
                write(source.store(inner -> {}), "during");
              }
            });
    backup.createBucketIfMissing(Layout.BUCKET);
    for (String folder : order) {
      try (Stream<ObjectInfo> objects = watched.list(Layout.BUCKET, folder)) {
        for (Location at : objects.map(ObjectInfo::location).toList()) {
          backup.put(at, watched.read(at).bytes());
        }
      }
    }
    return calls.get();
  }

  private static void write(ObjectStore store, String run) {
    Story story = new Story(store);
    story.record(
        run, RunState.COMPLETED, story.stage("key of " + run, story.artifact("model of " + run)));
  }

  private static long incomplete(List<String> order) {
    long broken = 0;
    int calls = 1;
    for (int moment = 1; moment <= calls; moment++) {
      InMemoryObjectStore backup = new InMemoryObjectStore();
      calls = copy(order, moment, backup);
      StoreCheck.Outcome outcome = new StoreCheck(backup).check();
      assertThat(outcome.objects()).isPositive();
      broken += outcome.faults().isEmpty() ? 0 : 1;
    }
    return broken;
  }

  @Test
  void pointersBeforeBodiesIsWholeWheneverARunWrites() {
    assertThat(incomplete(Stream.concat(POINTERS.stream(), BODIES.stream()).toList())).isZero();
  }

  /** Shows that the order matters, and that the check sees it. */
  @Test
  void bodiesBeforePointersIsNot() {
    assertThat(incomplete(Stream.concat(BODIES.stream(), POINTERS.stream()).toList())).isPositive();
  }
}
