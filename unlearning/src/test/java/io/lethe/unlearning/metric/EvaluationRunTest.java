package io.lethe.unlearning.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lethe.formats.MalformedFileException;
import io.lethe.formats.Safetensors;
import io.lethe.formats.Tensor;
import io.lethe.formats.TensorFile;
import io.lethe.unlearning.NonFiniteLossException;
import io.lethe.unlearning.StepReport;
import io.lethe.unlearning.data.Partition;
import io.lethe.unlearning.data.RecordIndex;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Evaluation in steps: each record once, and resumable at every step. */
class EvaluationRunTest {
  private static final int RECORDS = 20;
  private final RecordIndex index =
      new RecordIndex(
          4,
          IntStream.range(0, RECORDS).mapToObj(i -> "r" + i).toList(),
          IntStream.range(0, RECORDS).map(i -> i % 4).toArray(),
          List.of(),
          partitions());
  private final Map<EvaluationSet, int[]> sets =
      Map.of(
          EvaluationSet.FORGET, new int[] {3, 1},
          EvaluationSet.RETAIN, new int[] {0, 2, 4, 5, 6, 7},
          EvaluationSet.TEST, new int[] {10, 11, 12},
          EvaluationSet.MEMBERS, new int[] {6, 0, 4});
  private final List<Integer> asked = new ArrayList<>();

  private static Partition[] partitions() {
    Partition[] partitions = new Partition[RECORDS];
    Arrays.fill(partitions, Partition.TRAIN);
    return partitions;
  }

  /** Sure of the right label for records from 4, of the next one below. */
  private float[][] logits(int[] records) {
    float[][] logits = new float[records.length][4];
    for (int i = 0; i < records.length; i++) {
      asked.add(records[i]);
      logits[i][(records[i] + (records[i] < 4 ? 1 : 0)) % 4] = 2 + records[i] * 0.125f;
    }
    return logits;
  }

  private EvaluationRun run() {
    return new EvaluationRun(this::logits, index, sets, 4);
  }

  private static Predictions finish(EvaluationRun run) {
    while (!run.done()) {
      run.step();
    }
    return run.result();
  }

  @Test
  void eachRecordIsPredictedOnceInOrderOfFirstAppearance() {
    finish(run());
    assertThat(asked).containsExactly(3, 1, 0, 2, 4, 5, 6, 7, 10, 11, 12);
  }

  @Test
  void predictionsComeBackBySet() {
    Predictions predictions = finish(run());
    assertThat(predictions.of(EvaluationSet.FORGET).accuracy()).isZero();
    assertThat(predictions.of(EvaluationSet.RETAIN).accuracy()).isCloseTo(400 / 6.0, within(1e-12));
    assertThat(predictions.of(EvaluationSet.TEST).correct()).isEqualTo(3);
    PredictedSet members = predictions.of(EvaluationSet.MEMBERS);
    assertThat(members.label(0)).isEqualTo(2);
    assertThat(members.predicted(1)).isEqualTo(1);
    double wrong = Math.exp(2.75);
    assertThat(members.probabilities(0)[2]).isCloseTo((float) (wrong / (wrong + 3)), within(1e-6f));
    assertThat(predictions.of(EvaluationSet.TEST).meanLoss())
        .isCloseTo(
            IntStream.of(10, 11, 12)
                .mapToDouble(r -> Math.log1p(3 * Math.exp(-2 - r * 0.125)))
                .average()
                .getAsDouble(),
            within(1e-6));
  }

  @Test
  void stepsReportProgress() {
    EvaluationRun run = run();
    StepReport first = run.step();
    assertThat(first.phase()).isEqualTo("evaluate");
    assertThat(first.step()).isEqualTo(1);
    assertThat(first.steps()).isEqualTo(3);
    assertThat(first.images()).isEqualTo(4);
    run.step();
    assertThat(run.step().images()).isEqualTo(3);
    assertThat(run.done()).isTrue();
    assertThatThrownBy(run::step).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void resumedAtAnyStepEqualsUninterrupted(@TempDir Path folder) {
    Predictions whole = finish(run());
    for (int steps = 0; steps <= 3; steps++) {
      EvaluationRun before = run();
      for (int i = 0; i < steps; i++) {
        before.step();
      }
      Path file = folder.resolve("state" + steps);
      Safetensors.write(before.save(), file);
      asked.clear();
      EvaluationRun after = run();
      after.restore(Safetensors.read(file));
      Predictions resumed = finish(after);
      assertThat(asked).hasSize(Math.max(0, 11 - 4 * steps));
      for (EvaluationSet set : sets.keySet()) {
        assertThat(resumed.of(set).meanLoss()).isEqualTo(whole.of(set).meanLoss());
        assertThat(resumed.of(set).correct()).isEqualTo(whole.of(set).correct());
        for (int i = 0; i < whole.of(set).size(); i++) {
          assertThat(resumed.of(set).probabilities(i)).isEqualTo(whole.of(set).probabilities(i));
        }
      }
    }
  }

  @Test
  void statesOfOtherWorkAreRefused() {
    EvaluationRun other =
        new EvaluationRun(this::logits, index, Map.of(EvaluationSet.TEST, new int[] {1}), 4);
    TensorFile foreign = other.save();
    assertThatThrownBy(() -> run().restore(foreign))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("other records");
    assertThatThrownBy(() -> run().restore(TensorFile.of(Map.of())))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("lethe.evaluation");
  }

  /** Rows beyond the records, lists of different lengths, rows that are no rows. */
  @Test
  void tornStatesAreRefused() {
    EvaluationRun run = run();
    run.step();
    TensorFile good = run.save();
    assertRefused(good, "losses", Tensor.ofFloats(new float[99], 99));
    assertRefused(good, "losses", Tensor.ofFloats(new float[3], 3));
    assertRefused(good, "predicted", Tensor.ofInts(new int[3], 3));
    assertRefused(good, "probabilities", Tensor.ofFloats(new float[15], 15));
    TensorFile none = run().save();
    assertRefused(none, "probabilities", Tensor.ofFloats(new float[4], 4));
    EvaluationRun again = run();
    again.restore(good);
    assertThat(again.step().step()).isEqualTo(2);
  }

  private void assertRefused(TensorFile good, String name, Tensor wrong) {
    Map<String, Tensor> tensors = new LinkedHashMap<>(good.tensors());
    tensors.put(name, wrong);
    assertThatThrownBy(() -> run().restore(new TensorFile(tensors, good.metadata())))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("for 11 records");
  }

  @Test
  void halvesOfDifferentLengthsAreRefused() {
    EvaluationRun one = withAnExtraOutput();
    one.step();
    EvaluationRun two = withAnExtraOutput();
    two.step();
    two.step();
    Map<String, Tensor> tensors = new LinkedHashMap<>(one.save().tensors());
    two.save()
        .tensors()
        .forEach((name, t) -> tensors.computeIfPresent(name, (n, o) -> extraHalf(n) ? t : o));
    assertThatThrownBy(
            () -> withAnExtraOutput().restore(new TensorFile(tensors, one.save().metadata())))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("different lengths");
  }

  private static boolean extraHalf(String name) {
    return name.startsWith("classes.");
  }

  @Test
  void batchesHoldAtLeastOneRecord() {
    assertThatThrownBy(() -> new EvaluationRun(this::logits, index, sets, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found 0");
    assertThat(new EvaluationRun(this::logits, index, sets, 1).step().steps()).isEqualTo(11);
  }

  @Test
  void modelThatReturnsNanStopsTheRun() {
    EvaluationRun run =
        new EvaluationRun(
            records -> {
              float[][] logits = logits(records);
              logits[1][2] = Float.NaN;
              return logits;
            },
            index,
            sets,
            4);
    assertThatThrownBy(run::step)
        .isInstanceOf(NonFiniteLossException.class)
        .hasMessageContaining("step 0");
    assertThatThrownBy(run::result).hasMessageContaining("0 of 11");
  }

  @Test
  void lossIsFiniteWhereTheProbabilityUnderflows() {
    PredictedSet set = PredictedSet.ofLogits(new int[] {1}, new float[][] {{300, 0}});
    assertThat(set.probabilities(0)[1]).isZero();
    assertThat(set.meanLoss()).isEqualTo(300);
  }

  @Test
  void emptySetsAreRefused() {
    assertThatThrownBy(
            () ->
                new EvaluationRun(this::logits, index, Map.of(EvaluationSet.FORGET, new int[0]), 4))
        .hasMessageContaining("FORGET");
  }

  /** A fifth output beyond four classes, which takes the records of the forget set. */
  private EvaluationRun withAnExtraOutput() {
    Classifier wider =
        positions ->
            Arrays.stream(logits(positions))
                .map(row -> Arrays.copyOf(row, 5))
                .map(row -> row[2] == 2.125f || row[0] == 2.375f ? extra(row) : row)
                .toArray(float[][]::new);
    return new EvaluationRun(wider, index, sets, 4, OptionalInt.of(4));
  }

  private static float[] extra(float[] row) {
    row[4] = 9;
    return row;
  }

  @Test
  void outputsBeyondTheClassesAreCountedAndLeftOut() {
    Metrics plain = Metrics.compute(finish(run()), EvaluationProtocol.standard());
    Predictions predictions = finish(withAnExtraOutput());
    Metrics both = Metrics.compute(predictions, EvaluationProtocol.standard());
    assertThat(predictions.of(EvaluationSet.FORGET).predicted(0)).isEqualTo(4);
    assertThat(predictions.of(EvaluationSet.FORGET).probabilities(0)).hasSize(5);
    assertThat(both.metrics().keySet())
        .containsExactly(
            "ua",
            "ra",
            "ta",
            "mia",
            "ua.without_extra",
            "ra.without_extra",
            "ta.without_extra",
            "mia.without_extra");
    plain
        .metrics()
        .forEach(
            (name, value) -> {
              assertThat(both.metrics()).containsEntry(name + ".without_extra", value);
              assertThat(both.intervals())
                  .containsEntry(name + ".without_extra", plain.intervals().get(name));
            });
    assertThat(both.definitions())
        .containsEntry("ua", "ua.error_forget_with_extra_output")
        .containsEntry("ua.without_extra", "ua.error_forget")
        .containsEntry("members", "members.seeded");
    assertThat(both.warnings()).anyMatch(w -> w.contains("without_extra"));
    assertThat(plain.metrics()).doesNotContainKey("ua.without_extra");
  }

  @Test
  void bothViewsAreResumed() {
    Metrics expected = Metrics.compute(finish(withAnExtraOutput()), EvaluationProtocol.standard());
    EvaluationRun killed = withAnExtraOutput();
    killed.step();
    TensorFile saved = Safetensors.read(Safetensors.toBytes(killed.save()));
    EvaluationRun resumed = withAnExtraOutput();
    resumed.restore(saved);
    assertThat(Metrics.compute(finish(resumed), EvaluationProtocol.standard())).isEqualTo(expected);
  }
}
