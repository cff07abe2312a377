package io.lethe.activities.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.formats.MalformedFileException;
import io.lethe.formats.Tensor;
import io.lethe.formats.TensorFile;
import io.lethe.store.FencedException;
import io.lethe.store.InMemoryObjectStore;
import io.lethe.store.Location;
import io.lethe.store.ObjectInfo;
import io.lethe.unlearning.NonFiniteLossException;
import io.lethe.unlearning.Resumable;
import io.lethe.unlearning.StepReport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SliceRunnerTest {
  private static final String BUCKET = "lethe";
  private static final String KEY = "stage";

  private final InMemoryObjectStore store = new InMemoryObjectStore();

  /** Every step takes one second of this clock. */
  private final AtomicLong clock = new AtomicLong();

  private final SliceRunner runner =
      new SliceRunner(Duration.ofSeconds(10), Duration.ofSeconds(3), clock::get);

  @BeforeEach
  void makeBucket() {
    store.createBucketIfMissing(BUCKET);
  }

  /** Work whose result depends on every step and on their order. */
  private final class Chain implements Resumable<Long> {
    private final int length;
    private final int poison;
    private int finished;
    private long value = 1;

    Chain(int length, int poison) {
      this.length = length;
      this.poison = poison;
    }

    @Override
    public boolean done() {
      return finished == length;
    }

    @Override
    public StepReport step() {
      if (finished == poison) {
        throw new NonFiniteLossException(0, finished, Double.NaN);
      }
      clock.addAndGet(1_000_000_000L);
      value = value * 31 + finished;
      finished++;
      return new StepReport("chain", 0, 1, finished, length, 0.5 * finished, 1);
    }

    @Override
    public TensorFile save() {
      return new TensorFile(
          Map.of("value", Tensor.ofLongs(new long[] {value, finished}, 2)),
          Map.of("kind", "chain"));
    }

    @Override
    public void restore(TensorFile state) {
      if (!state.meta("kind").equals("chain")) {
        throw new MalformedFileException("not a chain");
      }
      value = state.get("value").longs()[0];
      finished = (int) state.get("value").longs()[1];
    }

    @Override
    public Long result() {
      return value;
    }

    @Override
    public void close() {}
  }

  private static void silent(StepReport report) {}

  private SliceOutcome<Long> slice(int length, Consumer<StepReport> monitor) {
    return runner.run(
        () -> new Chain(length, -1), Checkpoints.open(store, BUCKET, KEY), "same", monitor);
  }

  private static long uninterrupted(int length) {
    long value = 1;
    for (int i = 0; i < length; i++) {
      value = value * 31 + i;
    }
    return value;
  }

  @Test
  void slicesEndInTheResultOfAnUninterruptedRun() {
    assertThat(slice(25, SliceRunnerTest::silent).result()).isEmpty();
    assertThat(slice(25, SliceRunnerTest::silent).result()).isEmpty();
    SliceOutcome<Long> last = slice(25, SliceRunnerTest::silent);
    assertThat(last.result()).contains(uninterrupted(25));
    assertThat(last.losses()).hasSize(25).startsWith(0.5, 1.0).endsWith(12.5);
    assertThat(last.attempts()).isEqualTo(1);
    assertThat(last.seconds()).isEqualTo(25.0);
    assertThat(last.bitExact()).isTrue();
  }

  @Test
  void aKilledAttemptCostsAtMostOneIntervalAndIsCounted() {
    Checkpoints died = Checkpoints.open(store, BUCKET, KEY);
    // A kill -9 runs no handler: the error below stands for it, so its checkpoint must not count.
    Chain work = new Chain(20, -1);
    for (int i = 0; i < 4; i++) {
      work.step();
    }
    LossHistory losses = new LossHistory();
    List.of(0.5, 1.0, 1.5, 2.0).forEach(losses::add);
    died.save(losses.addTo(work.save()), new Checkpoint("", 4, 4.0, 0, "same", true));
    SliceOutcome<Long> second = slice(14, SliceRunnerTest::silent);
    assertThat(second.result()).contains(uninterrupted(14));
    assertThat(second.attempts()).isEqualTo(2);
    assertThat(second.losses()).hasSize(14);
  }

  @Test
  void aStopKeepsWhatHasBeenDone() {
    assertThatThrownBy(
            () ->
                slice(
                    8,
                    report -> {
                      if (report.step() == 5) {
                        throw new IllegalStateException("cancelled");
                      }
                    }))
        .hasMessage("cancelled");
    assertThat(Checkpoints.open(store, BUCKET, KEY).newestFirst().get(0).step()).isEqualTo(5);
  }

  @Test
  void aTornCheckpointIsPassedOverForTheOneBefore() {
    assertThat(slice(25, SliceRunnerTest::silent).result()).isEmpty();
    Checkpoint newest = Checkpoints.open(store, BUCKET, KEY).newestFirst().get(0);
    store.put(
        new Location(BUCKET, "checkpoints/" + KEY + "/" + newest.sha256() + ".safetensors"),
        new byte[] {1, 2, 3});
    SliceOutcome<Long> next = slice(25, SliceRunnerTest::silent);
    assertThat(next.warnings()).singleElement().asString().contains("after step 10");
    assertThat(next.steps()).isEqualTo(19);
  }

  @Test
  void anAttemptThatWasOvertakenCannotMoveThePointer() {
    Checkpoints asleep = Checkpoints.open(store, BUCKET, KEY);
    slice(5, SliceRunnerTest::silent);
    assertThatThrownBy(
            () -> asleep.save(new Chain(5, -1).save(), new Checkpoint("", 1, 1.0, 0, "same", true)))
        .isInstanceOf(FencedException.class);
  }

  @Test
  void aResumeUnderOtherArithmeticIsAllowedAndMarked() {
    slice(15, SliceRunnerTest::silent);
    SliceOutcome<Long> elsewhere =
        runner.run(
            () -> new Chain(15, -1),
            Checkpoints.open(store, BUCKET, KEY),
            "other",
            SliceRunnerTest::silent);
    assertThat(elsewhere.result()).contains(uninterrupted(15));
    assertThat(elsewhere.bitExact()).isFalse();
  }

  @Test
  void aNonFiniteLossNamesStepAndLastGoodCheckpoint() {
    assertThatThrownBy(
            () ->
                runner.run(
                    () -> new Chain(9, 4),
                    Checkpoints.open(store, BUCKET, KEY),
                    "same",
                    SliceRunnerTest::silent))
        .isInstanceOf(NonFiniteLossException.class)
        .hasMessageContaining("step 4")
        .hasMessageContaining("last good checkpoint: step 3 (s3://lethe/checkpoints/stage/");
  }

  @Test
  void onlyTheTwoNewestBodiesAreKept() {
    slice(10, SliceRunnerTest::silent);
    List<String> bodies =
        store
            .list(BUCKET, "checkpoints/" + KEY + "/")
            .map(ObjectInfo::location)
            .map(Location::name)
            .filter(name -> name.endsWith(".safetensors"))
            .toList();
    assertThat(bodies).hasSize(2);
  }
}
