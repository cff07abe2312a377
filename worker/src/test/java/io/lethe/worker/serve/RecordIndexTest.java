package io.lethe.worker.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lethe.activities.Json;
import io.lethe.activities.Layout;
import io.lethe.activities.RequestDigest;
import io.lethe.gateway.RunEntry;
import io.lethe.gateway.Trigger;
import io.lethe.store.InMemoryObjectStore;
import io.lethe.store.ObjectInfo;
import io.lethe.store.ObjectStore;
import io.lethe.worker.TinyProject;
import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.request.RequestReader;
import io.lethe.workflows.request.RunRequest;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecordIndexTest {
  private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
  private static final Duration SOON = Duration.ofSeconds(10);

  private final InMemoryObjectStore store = new InMemoryObjectStore();
  private RecordIndex index;

  @BeforeEach
  void open() {
    store.createBucketIfMissing(Layout.BUCKET);
    index = new RecordIndex(store);
  }

  @AfterEach
  void close() {
    index.close();
  }

  private static RunRecord record(String name, String execution, RunState state, int minute) {
    RunRequest request = RequestReader.readRun(TinyProject.training(name));
    Instant at = NOON.plusSeconds(60L * minute);
    return new RunRecord(
        name,
        execution,
        RequestDigest.of(request),
        request,
        Optional.empty(),
        state,
        "train",
        at,
        at,
        List.of(),
        Optional.empty());
  }

  private void store(RunRecord record) {
    store.put(Layout.run(record.name(), record.execution()), Json.prettySealed(record));
  }

  private static StoredTrigger trigger(String name, int minute) {
    return StoredTrigger.of(
        new Trigger(
            "lethe_train",
            Optional.of("ada"),
            NOON.plusSeconds(60L * minute),
            Optional.empty(),
            Optional.empty()),
        RequestReader.readRun(TinyProject.training(name)));
  }

  private List<String> names() {
    return index.entries().stream().map(RunEntry::name).toList();
  }

  private Optional<RunState> state(String name) {
    return index.entries().stream()
        .filter(entry -> entry.name().equals(name))
        .findFirst()
        .flatMap(RunEntry::record)
        .map(RunRecord::state);
  }

  @Test
  void listsTheNewestRecordOfEachRunTheLastStartedFirst() {
    store(record("early", "a", RunState.COMPLETED, 1));
    store(record("twice", "a", RunState.FAILED, 2));
    store(record("twice", "b", RunState.COMPLETED, 4));
    store(record("late", "a", RunState.RUNNING, 3));
    index.start();
    assertThat(names()).containsExactly("twice", "late", "early");
    assertThat(state("twice")).contains(RunState.COMPLETED);
  }

  @Test
  void followsWhatOthersWriteAndRemove() {
    RunRecord running = record("run", "a", RunState.RUNNING, 1);
    store(running);
    index.start();
    assertThat(state("run")).contains(RunState.RUNNING);
    store(record("run", "a", RunState.COMPLETED, 1));
    await().atMost(SOON).until(() -> state("run").filter(RunState::ended).isPresent());
    store.delete(Layout.run("run", "a"));
    await().atMost(SOON).until(() -> names().isEmpty());
  }

  @Test
  void knowsAtOnceWhatThisProcessDoes() {
    index.start();
    assertThat(names()).isEmpty();
    store.put(Layout.trigger("mine"), Json.sealed(trigger("mine", 1)));
    index.put(trigger("mine", 1));
    assertThat(names()).containsExactly("mine");
    store.delete(Layout.trigger("mine"));
    index.remove("mine");
    assertThat(names()).isEmpty();
  }

  @Test
  void isNeverBehindWhatWasReadOfARun() {
    index.start();
    assertThat(names()).isEmpty();
    RunRecord read = record("read", "a", RunState.RUNNING, 1);
    store(read);
    index.put(read);
    assertThat(state("read")).contains(RunState.RUNNING);
  }

  /** A listing that began before a trigger was stored does not have it. */
  @Test
  void aTriggerStoredDuringAListingStays() throws InterruptedException {
    CountDownLatch listed = new CountDownLatch(1);
    CountDownLatch stored = new CountDownLatch(1);
    RecordIndex slow = new RecordIndex(delayed(listed, stored));
    slow.start();
    listed.await();
    store.put(Layout.trigger("meanwhile"), Json.sealed(trigger("meanwhile", 1)));
    slow.put(trigger("meanwhile", 1));
    stored.countDown();
    assertThat(slow.entries()).extracting(RunEntry::name).containsExactly("meanwhile");
    slow.close();
  }

  /** The store, whose listings of triggers are old by the time they arrive. */
  private ObjectStore delayed(CountDownLatch listed, CountDownLatch stored) {
    return (ObjectStore)
        Proxy.newProxyInstance(
            ObjectStore.class.getClassLoader(),
            new Class<?>[] {ObjectStore.class},
            (proxy, method, arguments) -> {
              if (!method.getName().equals("list") || !arguments[1].equals(Layout.TRIGGERS)) {
                return method.invoke(store, arguments);
              }
              List<ObjectInfo> objects = store.list(Layout.BUCKET, Layout.TRIGGERS).toList();
              listed.countDown();
              stored.await();
              return objects.stream();
            });
  }

  @Test
  void aRunWithoutTriggerHasWhatItsRecordTells() {
    store(record("elsewhere", "a", RunState.COMPLETED, 5));
    index.start();
    Trigger trigger = index.entries().get(0).trigger();
    assertThat(trigger.dag()).isEqualTo("lethe_train");
    assertThat(trigger.by()).isEmpty();
    assertThat(trigger.at()).isEqualTo(NOON.plusSeconds(300));
  }
}
