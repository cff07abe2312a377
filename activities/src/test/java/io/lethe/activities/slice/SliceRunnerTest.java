package io.lethe.activities.slice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lethe.activities.Layout;
import io.lethe.activities.Workspace;
import io.lethe.formats.MalformedFileException;
import io.lethe.formats.Safetensors;
import io.lethe.formats.Tensor;
import io.lethe.formats.TensorFile;
import io.lethe.store.FencedException;
import io.lethe.store.InMemoryObjectStore;
import io.lethe.store.Location;
import io.lethe.store.ObjectInfo;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.unlearning.NonFiniteLossException;
import io.lethe.unlearning.Resumable;
import io.lethe.unlearning.StepReport;
import io.lethe.unlearning.compute.EngineDescription;
import io.lethe.workflows.contract.ArtifactRef;
import io.lethe.workflows.contract.Progress;
import io.temporal.client.ActivityCanceledException;
import io.temporal.client.ActivityNotExistsException;
import io.temporal.client.ActivityWorkerShutdownException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SliceRunnerTest {
  private static final String KEY = "stage-key";
  private static final EngineDescription HERE =
      new EngineDescription(2, "avx2", "engine 1", "cpu", true);

  @TempDir Path cache;

  private final InMemoryObjectStore store = new InMemoryObjectStore();

  /** Every step takes one second of this clock. */
  private final AtomicLong clock = new AtomicLong();

  private final Counted counted = new Counted();

  private Workspace workspace;
  private SliceRunner runner;
  private Pulse pulse;

  @BeforeEach
  void prepare() {
    store.createBucketIfMissing(Layout.BUCKET);
    workspace = Workspace.of(store, cache);
    runner =
        new SliceRunner(
            workspace,
            new SliceSettings(
                Duration.ofSeconds(10), Duration.ofSeconds(3), Duration.ofMillis(1), clock::get),
            counted);
    pulse = pulse(progress -> {});
  }

  @AfterEach
  void close() {
    pulse.close();
  }

  private static Pulse pulse(Consumer<Progress> beat) {
    return new Pulse(beat, "chain", Duration.ofMillis(1));
  }

  /** Work whose result depends on every step and on their order. */
  private class Chain implements Resumable<Long> {
    private final int length;
    private final int poison;
    private final Runnable during;
    private int finished;
    private long value = 1;

    Chain(int length, int poison, Runnable during) {
      this.length = length;
      this.poison = poison;
      this.during = during;
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
      during.run();
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
      if (!state.meta("kind").equals("chain") || state.tensors().size() != 1) {
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

  private SliceOutcome<Long> slice(int length) {
    return slice(HERE, length, -1, () -> {});
  }

  private SliceOutcome<Long> slice(
      EngineDescription arithmetic, int length, int poison, Runnable during) {
    return runner.run(KEY, "chain", arithmetic, () -> new Chain(length, poison, during), pulse);
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
    assertThat(slice(25).finished()).isEmpty();
    assertThat(slice(25).finished()).isEmpty();
    SliceOutcome.Finished<Long> last = slice(25).finished().orElseThrow();

    assertThat(last.result()).isEqualTo(uninterrupted(25));
    assertThat(((LossCurve.Curve) last.curve()).loss())
        .hasSize(25)
        .startsWith(0.5f, 1.0f)
        .endsWith(12.5f);
    assertThat(last.attempts()).isEqualTo(1);
    assertThat(last.seconds()).isEqualTo(25.0);
    assertThat(last.bitExact()).isTrue();
  }

  /** Ten steps of a second each, a checkpoint every three seconds and one at the end. */
  @Test
  void whatASliceDoesIsCounted() {
    slice(25);

    assertThat(counted.events)
        .startsWith("began chain", "1 image of chain")
        .endsWith("1 image of chain", "checkpoint of chain", "ended chain");
    assertThat(counted.events).filteredOn("1 image of chain"::equals).hasSize(10);
    assertThat(counted.events).filteredOn("checkpoint of chain"::equals).hasSize(4);
  }

  @Test
  void sliceThatFailsIsCountedAsOver() {
    assertThatThrownBy(() -> slice(HERE, 8, 3, () -> {})).isInstanceOf(InvalidInputException.class);

    assertThat(counted.events).startsWith("began chain").endsWith("ended chain");
  }

  /** Writes down what it is told. */
  private static final class Counted implements Measurements {
    final List<String> events = new ArrayList<>();

    @Override
    public void sliceBegan(String stage) {
      events.add("began " + stage);
    }

    @Override
    public void stepped(StepReport step, Progress progress) {
      events.add("%d image of %s".formatted(step.images(), progress.stage()));
    }

    @Override
    public void checkpointed(String stage, long bytes) {
      assertThat(bytes).isPositive();
      events.add("checkpoint of " + stage);
    }

    @Override
    public void sliceEnded(String stage) {
      events.add("ended " + stage);
    }
  }

  /** A process that dies runs no handler: only what is in the store is left. */
  @Test
  void killedAttemptCostsAtMostOneIntervalAndIsCounted() {
    assertThatThrownBy(() -> slice(HERE, 12, -1, this::dieAtStepFive))
        .isInstanceOf(StackOverflowError.class);

    SliceOutcome.Finished<Long> second = slice(12).finished().orElseThrow();

    assertThat(second.result()).isEqualTo(uninterrupted(12));
    assertThat(second.attempts()).isEqualTo(2);
    assertThat(((LossCurve.Curve) second.curve()).loss()).hasSize(12);
  }

  private void dieAtStepFive() {
    if (clock.get() >= 5_000_000_000L) {
      throw new StackOverflowError();
    }
  }

  @Test
  void cancelStopsWithinOneStepAndKeepsWhatWasDone() {
    // Not sooner: a beat right after the fourth step would stop the work before the fifth begins.
    AtomicBoolean fifthStepIsOn = new AtomicBoolean();
    pulse.close();
    pulse =
        pulse(
            progress -> {
              if (fifthStepIsOn.get()) {
                throw new ActivityCanceledException();
              }
            });

    assertThatThrownBy(() -> slice(HERE, 8, -1, () -> letAPulsePass(fifthStepIsOn)))
        .isInstanceOf(ActivityCanceledException.class);

    Checkpoint newest = CheckpointTrail.open(workspace, KEY).newest().orElseThrow();
    assertThat(newest.step()).isEqualTo(5);
  }

  private void letAPulsePass(AtomicBoolean fifthStepIsOn) {
    if (clock.get() >= 4_000_000_000L) {
      fifthStepIsOn.set(true);
      await().until(this::stopped);
    }
  }

  private boolean stopped() {
    try {
      pulse.check();
      return false;
    } catch (ActivityCanceledException | ActivityWorkerShutdownException e) {
      return true;
    }
  }

  @Test
  void drainHandsTheWorkOverWithoutAFailure() {
    pulse.close();
    pulse =
        pulse(
            progress -> {
              throw new ActivityWorkerShutdownException();
            });
    await().until(this::stopped);

    assertThat(slice(8).finished()).isEmpty();

    pulse.close();
    pulse = pulse(progress -> {});
    SliceOutcome.Finished<Long> elsewhere = slice(8).finished().orElseThrow();
    assertThat(elsewhere.result()).isEqualTo(uninterrupted(8));
    assertThat(elsewhere.attempts()).isEqualTo(1);
  }

  @Test
  void tornCheckpointIsPassedOverForTheOneBefore() {
    assertThat(slice(25).finished()).isEmpty();
    Checkpoint newest = CheckpointTrail.open(workspace, KEY).newest().orElseThrow();
    assertThat(newest.step()).isEqualTo(10);
    store.put(Location.parse(newest.body().key()), new byte[] {1, 2, 3});

    assertThat(slice(25).progress().step()).isEqualTo(19);
  }

  @Test
  void foreignCheckpointsAreNotUsed() {
    CheckpointTrail trail = CheckpointTrail.open(workspace, KEY);
    byte[] foreign =
        Safetensors.toBytes(
            new TensorFile(
                Map.of("theta", Tensor.ofFloats(new float[] {1}, 1)), Map.of("kind", "other")));
    trail.append(new Checkpoint(trail.store(foreign), 7, 7.0, HERE, true), true);

    assertThat(slice(5).finished().orElseThrow().result()).isEqualTo(uninterrupted(5));
  }

  @Test
  void overtakenAttemptCannotMoveThePointer() {
    CheckpointTrail asleep = CheckpointTrail.open(workspace, KEY);
    slice(25);

    assertThatThrownBy(() -> asleep.store(new byte[] {1})).isInstanceOf(FencedException.class);
    ArtifactRef before = workspace.put(new byte[] {1});
    Checkpoint late = new Checkpoint(before, 1, 1.0, HERE, true);
    assertThatThrownBy(() -> asleep.append(late, false)).isInstanceOf(FencedException.class);
  }

  /** A task handed out to a process that slept: its first heartbeat says that nobody waits. */
  @Test
  void taskThatComesTooLateIsNoticedBeforeItTakesAToken() {
    pulse.close();
    pulse =
        pulse(
            progress -> {
              throw new ActivityNotExistsException(new IllegalStateException("not found"));
            });

    assertThatThrownBy(pulse::check).isInstanceOf(ActivityNotExistsException.class);
  }

  /** One thing different at a time: each alone may change the rounding. */
  static Stream<EngineDescription> otherArithmetic() {
    return Stream.of(
        new EngineDescription(
            HERE.threads() + 1,
            HERE.instructionSet(),
            HERE.build(),
            HERE.device(),
            HERE.deterministic()),
        new EngineDescription(
            HERE.threads(), "other", HERE.build(), HERE.device(), HERE.deterministic()),
        new EngineDescription(
            HERE.threads(), HERE.instructionSet(), "other", HERE.device(), HERE.deterministic()),
        new EngineDescription(
            HERE.threads(), HERE.instructionSet(), HERE.build(), "gpu:0", HERE.deterministic()),
        new EngineDescription(
            HERE.threads(),
            HERE.instructionSet(),
            HERE.build(),
            HERE.device(),
            !HERE.deterministic()));
  }

  @ParameterizedTest
  @MethodSource("otherArithmetic")
  void resumeUnderOtherArithmeticIsAllowedAndMarked(EngineDescription elsewhere) {
    slice(15);

    SliceOutcome.Finished<Long> last = slice(elsewhere, 15, -1, () -> {}).finished().orElseThrow();

    assertThat(last.result()).isEqualTo(uninterrupted(15));
    assertThat(last.bitExact()).isFalse();
  }

  @Test
  void lossThatIsNoNumberNamesStepAndLastGoodCheckpoint() {
    assertThatThrownBy(() -> slice(HERE, 9, 4, () -> {}))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("method.learningRate")
        .hasMessageContaining("step 4")
        .hasMessageContaining("last good checkpoint: step 3, s3://lethe/checkpoints/stage-key/");
  }

  /** A checkpoint that cannot be gone on from must not be named as the last good one. */
  @Test
  void weightsThatAreNoNumbersMakeNoCheckpoint() {
    Supplier<Chain> diverging =
        () ->
            new Chain(20, -1, () -> {}) {
              @Override
              public TensorFile save() {
                TensorFile state = super.save();
                long step = state.get("value").longs()[1];
                if (step > 3) {
                  throw new NonFiniteLossException(step - 1, "conv1.weight", Float.NaN);
                }
                return state;
              }
            };

    assertThatThrownBy(() -> runner.run(KEY, "chain", HERE, diverging, pulse))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("method.learningRate", "'conv1.weight' holds NaN")
        .hasMessageContaining("last good checkpoint: step 3, s3://lethe/checkpoints/stage-key/");
  }

  @Test
  void onlyTheTwoNewestBodiesAreKept() {
    slice(25);

    try (Stream<ObjectInfo> objects = store.list(Layout.BUCKET, "checkpoints/" + KEY + "/")) {
      List<String> bodies =
          objects
              .map(info -> info.location().name())
              .filter(name -> name.endsWith(".safetensors"))
              .toList();
      assertThat(bodies).hasSize(2);
    }
  }
}
