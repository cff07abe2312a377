package io.lethe.unlearning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import io.lethe.formats.TensorFile;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.unlearning.StepReport;
import io.lethe.unlearning.data.Augmentation;
import io.lethe.unlearning.data.Dataset;
import io.lethe.unlearning.model.Network;
import io.lethe.unlearning.model.TinyNetwork;
import io.lethe.unlearning.random.CounterRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The loop all methods share. */
class MethodRunTest {
  private static final Dataset DATA = TinyNetwork.images(23);
  private static final UnlearningData SETS =
      new UnlearningData(DATA, IntStream.range(0, 7).toArray(), IntStream.range(7, 23).toArray());

  @Test
  void sequentialPassesGoForgetThenRetainAndKeepTheLastPartialBatch() {
    List<StepReport> reports = reports(new RandomLabel(), parameters(Order.SEQUENTIAL, 0));
    assertThat(reports).extracting(StepReport::phase).startsWith("forget", "forget", "retain");
    assertThat(reports).extracting(StepReport::images).startsWith(5, 2, 5, 5, 5, 1, 5);
    assertThat(reports.get(reports.size() - 1).step()).isEqualTo(reports.get(0).steps());
    assertThat(reports.get(6).epoch()).isEqualTo(1);
  }

  @Test
  void mixedBatchesCrossTheBorder() {
    List<StepReport> reports = reports(new RandomLabel(), parameters(Order.MIXED, 0));
    assertThat(reports).extracting(StepReport::phase).containsOnly("mixed");
    assertThat(reports).extracting(StepReport::images).startsWith(5, 5, 5, 5, 3, 5);
  }

  @Test
  void oneSeedGivesOneResultAndAnotherSeedAnother() {
    TensorFile a = result(parameters(Order.SEQUENTIAL, 1));
    assertThat(result(parameters(Order.SEQUENTIAL, 1))).isEqualTo(a);
    assertThat(result(parameters(Order.SEQUENTIAL, 2))).isNotEqualTo(a);
  }

  @Test
  void warmUpRisesLinearlyToTheUnlearningRateAndMilestonesMultiply() {
    Hyperparameters h =
        new Hyperparameters(
            10,
            0.1,
            5,
            0.9,
            0,
            new Schedule.Milestones(List.of(4, 6), 0.1),
            2,
            Order.SEQUENTIAL,
            RandomLabels.UNIFORM,
            MaskUpdate.HARD_FREEZE,
            true,
            Augmentation.NONE,
            0);
    assertThat(h.rate(0, 0, 4)).isCloseTo(0.1 / 8, within(1e-15));
    assertThat(h.rate(1, 3, 4)).isEqualTo(0.1);
    assertThat(h.rate(3, 0, 4)).isEqualTo(0.1);
    assertThat(h.rate(4, 0, 4)).isEqualTo(0.1 * 0.1);
    assertThat(h.rate(9, 0, 4)).isCloseTo(0.001, within(1e-15));
    Schedule cosine = new Schedule.Cosine();
    assertThat(cosine.factor(2, 2, 10)).isEqualTo(1);
    assertThat(cosine.factor(6, 2, 10)).isCloseTo(0.5, within(1e-15));
  }

  @Test
  void randomLabelsAreUniformOrExcludeTheTrueOneOrFollowIt() {
    CounterRandom random = new CounterRandom(5, "labels");
    int[] uniform = new int[10];
    int[] excluding = new int[10];
    for (int record = 0; record < 10_000; record++) {
      uniform[RandomLabels.UNIFORM.draw(3, 10, random, 0, record)]++;
      excluding[RandomLabels.EXCLUDE_TRUE.draw(3, 10, random, 0, record)]++;
    }
    assertThat(IntStream.of(uniform)).allMatch(n -> Math.abs(n - 1000) < 150);
    assertThat(excluding[3]).isZero();
    assertThat(IntStream.range(0, 10).filter(c -> c != 3))
        .allMatch(c -> Math.abs(excluding[c] - 1111) < 160);
    assertThat(RandomLabels.NEXT_CLASS.draw(9, 10, random, 0, 0)).isZero();
  }

  @Test
  void labelsAreDrawnAgainEveryEpoch() {
    Hyperparameters h = parameters(Order.SEQUENTIAL, 3);
    RandomLabel method = new RandomLabel();
    UnlearningData many = new UnlearningData(DATA, IntStream.range(0, 23).toArray(), new int[0]);
    int[] first = method.passes(many, 3, h, 0).get(0).labels();
    assertThat(method.passes(many, 3, h, 0).get(0).labels()).isEqualTo(first);
    assertThat(method.passes(many, 3, h, 1).get(0).labels()).isNotEqualTo(first);
  }

  @Test
  void inputThatMakesNoSenseIsRefusedWithItsField() {
    Hyperparameters ok = Hyperparameters.defaults();
    assertThatThrownBy(() -> ok.with(0, 0.1, 4)).hasMessageStartingWith("method.epochs: found 0");
    assertThatThrownBy(() -> ok.with(1, 0, 4)).hasMessageStartingWith("method.learningRate");
    assertThatThrownBy(() -> ok.with(1, Double.NaN, 4)).hasMessageStartingWith("method.learning");
    assertThatThrownBy(() -> ok.with(1, 1, 0)).hasMessageStartingWith("method.batchSize");
    assertThatThrownBy(() -> UnlearningMethods.get("magic"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "method.name: found 'magic', allowed are retrain, ft, rl, ga, iu, be, bs, l1-sparse,"
                + " salun, salun-soft");
    try (Network network = TinyNetwork.create()) {
      assertThatThrownBy(() -> new MethodRun(new SalUn(), SETS, ok, network, Optional.empty()))
          .hasMessageStartingWith("method.mask: missing");
      UnlearningData nothing = new UnlearningData(DATA, new int[0], new int[] {1});
      assertThatThrownBy(
              () -> new MethodRun(new GradientAscent(), nothing, ok, network, Optional.empty()))
          .hasMessageStartingWith("forget");
    }
  }

  /** Every step had its own manager, so arrays of finished steps are gone. */
  @Test
  void memoryStaysFlatOverHundredsOfSteps() {
    Hyperparameters h = parameters(Order.SEQUENTIAL, 0).with(100, 0.01, 5);
    try (Network network = TinyNetwork.create();
        MethodRun run = new MethodRun(new RandomLabel(), SETS, h, network, Optional.empty())) {
      run.step();
      NDManager all = network.manager().getParentManager();
      int before = all.getManagedArrays().size();
      while (!run.done()) {
        run.step();
      }
      assertThat(run.steps()).isEqualTo(600);
      assertThat(all.getManagedArrays()).hasSize(before);
    }
  }

  private static List<StepReport> reports(StepwiseMethod method, Hyperparameters h) {
    try (Network network = TinyNetwork.create();
        MethodRun run = new MethodRun(method, SETS, h, network, Optional.empty())) {
      List<StepReport> reports = new ArrayList<>();
      while (!run.done()) {
        reports.add(run.step());
      }
      assertThatThrownBy(run::step).isInstanceOf(IllegalStateException.class);
      return reports;
    }
  }

  private static TensorFile result(Hyperparameters h) {
    try (Network network = TinyNetwork.create();
        MethodRun run = new MethodRun(new FineTune(), SETS, h, network, Optional.empty())) {
      assertThatThrownBy(run::result).isInstanceOf(IllegalStateException.class);
      while (!run.done()) {
        run.step();
      }
      return run.result();
    }
  }

  private static Hyperparameters parameters(Order order, long seed) {
    return new Hyperparameters(
        2,
        0.05,
        5,
        0.9,
        5e-4,
        Schedule.REFERENCE,
        0,
        order,
        RandomLabels.UNIFORM,
        MaskUpdate.HARD_FREEZE,
        true,
        Augmentation.NONE,
        seed);
  }
}
