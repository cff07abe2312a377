package io.lethe.worker.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lethe.activities.Json;
import io.lethe.activities.Layout;
import io.lethe.activities.StoredRunRecords;
import io.lethe.gateway.Trigger;
import io.lethe.store.InMemoryObjectStore;
import io.lethe.worker.CommandLineHarness;
import io.lethe.worker.TinyProject;
import io.lethe.worker.runtime.Session;
import io.lethe.workflows.request.RequestReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over an embedded Temporal server, and a store in which a test has put what it wants. */
class RecoveryTest {
  private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir private Path folder;
  private final InMemoryObjectStore store = new InMemoryObjectStore();
  private Session session;
  private RecordIndex index;

  @BeforeEach
  void open() throws IOException {
    store.createBucketIfMissing(Layout.BUCKET);
    session = new CommandLineHarness(folder, folder).owner();
    index = new RecordIndex(store);
    index.start();
  }

  @AfterEach
  void close() throws IOException {
    index.close();
    session.close();
  }

  private Recovery recovery(Clock clock) {
    return new Recovery(
        index, new Triggers(store), new StoredRunRecords(store), session.runs(), clock);
  }

  private void triggered(String run, int minute) {
    StoredTrigger trigger =
        StoredTrigger.of(
            new Trigger(
                "lethe_train",
                Optional.of("ada"),
                NOON.plusSeconds(60L * minute),
                Optional.empty(),
                Optional.empty()),
            RequestReader.readRun(TinyProject.training(run)));
    store.put(Layout.trigger(run), Json.sealed(trigger));
    index.put(trigger);
  }

  @Test
  void aRunWithADamagedRecordKeepsNoOtherFromStarting() {
    store.put(Layout.run("damaged", "x"), new byte[] {'{'});
    triggered("damaged", 1);
    triggered("newer", 2);

    recovery(Clock.systemUTC()).pass("lethe_train");
    assertThat(session.runs().remembered("newer")).isTrue();
    assertThat(session.runs().remembered("damaged")).isFalse();
  }

  @Test
  void theListOfRunsDoesNotWaitForRunsToBeStarted() throws InterruptedException {
    StoppedClock clock = new StoppedClock();
    try (Recovery recovery = recovery(clock)) {
      recovery.start();
      clock.asked.await();
      StoredTrigger another =
          StoredTrigger.of(
              new Trigger(
                  "lethe_train", Optional.empty(), NOON, Optional.empty(), Optional.empty()),
              RequestReader.readRun(TinyProject.training("another")));
      store.put(Layout.trigger("another"), Json.sealed(another));
      await().atMost(SOON).until(() -> !index.entries().isEmpty());
    } finally {
      clock.goesOn.countDown();
    }
  }

  /** Whoever asks it for the time waits. */
  private static final class StoppedClock extends Clock {
    final CountDownLatch asked = new CountDownLatch(1);
    final CountDownLatch goesOn = new CountDownLatch(1);

    @Override
    public Instant instant() {
      asked.countDown();
      try {
        goesOn.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return NOON;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
