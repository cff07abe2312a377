package io.lethe.workflows.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.workflows.Wire;
import io.lethe.workflows.contract.ArtifactRef;
import io.lethe.workflows.contract.CellCounts;
import io.lethe.workflows.contract.CellStatus;
import io.lethe.workflows.contract.CompareInput;
import io.lethe.workflows.contract.Comparison;
import io.lethe.workflows.contract.Decision;
import io.lethe.workflows.contract.Failure;
import io.lethe.workflows.contract.FailureKind;
import io.lethe.workflows.contract.Failures;
import io.lethe.workflows.contract.RunOutcome;
import io.lethe.workflows.contract.RunResult;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.contract.RunStatus;
import io.lethe.workflows.contract.StageInput;
import io.lethe.workflows.payload.DataConverters;
import io.lethe.workflows.request.CompareRuns;
import io.lethe.workflows.request.InvalidRequestException;
import io.temporal.activity.Activity;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

class CompareWorkflowTest {
  private static final Decision ADA = new Decision("ada", "enough");
  private static final String EIGHT =
      """
      forget: [{random: {fraction: 0.1}}, {class: 3}]
      methods: [{name: salun, label: SalUn}, {name: ga}]
      seeds: [1, 2]
      baseline: {mode: train}
      """;

  @RegisterExtension final WorkflowEnvironment env = new WorkflowEnvironment();

  @Test
  void everyCellRunsAndIsHeldAgainstTheBaselineOfItsForgetSet() {
    RunResult result = run(Requests.compare("all", EIGHT));

    assertThat(result.state()).isEqualTo(RunState.COMPLETED);
    assertThat(result.exitCode()).isZero();
    assertThat(result.cells()).contains(new CellCounts(8, 8, 0, 0, 0));
    assertThat(result.artifacts()).containsOnlyKeys("comparison");
    assertThat(cells())
        .extracting(Comparison.Cell::run)
        .containsExactly(
            "all.salun-10pct-s1",
            "all.salun-10pct-s2",
            "all.salun-class-3-s1",
            "all.salun-class-3-s2",
            "all.ga-10pct-s1",
            "all.ga-10pct-s2",
            "all.ga-class-3-s1",
            "all.ga-class-3-s2");
    assertThat(cells())
        .allSatisfy(cell -> assertThat(cell.result().orElseThrow().avgGap()).contains(1.0));
    assertThat(cells().get(0).method()).isEqualTo("SalUn");
    assertThat(cells().get(0).share()).contains(0.1);
  }

  /** A class is the same records with every seed: trained anew, it would be the same twice. */
  @Test
  void baselinesAreTrainedOncePerForgetSet() {
    run(Requests.compare("shared", EIGHT));

    assertThat(env.activities.trained)
        .containsExactlyInAnyOrder(
            "shared.baseline.10pct-s1", "shared.baseline.10pct-s2", "shared.baseline.class-3-s1");
    assertThat(env.activities.calls).contains("train original");
  }

  @Test
  void theSeedOfATrialIsTheRunsAndTheDraws() {
    run(Requests.compare("seeded", EIGHT));

    JsonNode record =
        Wire.mapper().valueToTree(env.activities.latest("seeded.ga-10pct-s2").orElseThrow());
    assertThat(record.at("/request/seed").asLong()).isEqualTo(2);
    assertThat(record.at("/request/forget/random/seed").asLong()).isEqualTo(2);
    assertThat(record.at("/request/baseline/ref").asText()).isEqualTo("trained");
  }

  @Test
  @Timeout(120) // Where fewer begin than may, they wait for long.
  void noMoreRunsAreInFlightThanAskedFor() {
    // The first of them waits for the others: alone, it might end before they begin.
    env.activities.onWork = work -> await().until(() -> env.activities.mostInFlight.get() >= 3);

    run(Requests.compare("bounded", EIGHT + "parallelism: 3\n"));

    assertThat(env.activities.mostInFlight).hasValue(3);
  }

  @Test
  void aFailedRunIsListedAndTheOthersStand() {
    env.activities.onWork =
        failing("ga-10pct-s1", new InvalidRequestException(List.of()), "method.learningRate");

    RunResult result = run(Requests.compare("some", EIGHT));

    assertThat(result.state()).isEqualTo(RunState.FAILED);
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.cells()).contains(new CellCounts(8, 7, 1, 0, 0));
    assertThat(result.artifacts()).containsOnlyKeys("comparison");
    assertThat(env.activities.written)
        .filteredOn(record -> record.name().equals("some") && record.result().isPresent())
        .as("the end is recorded once")
        .hasSize(1);
    assertThat(result.failure().orElseThrow().message())
        .contains("1 of 11 runs", "some.ga-10pct-s1: method.learningRate");
    assertThat(cells()).filteredOn(cell -> cell.state().endedWell()).hasSize(7);
    assertThat(cells().get(4).state()).isEqualTo(RunState.FAILED);
    assertThat(cells().get(4).result().orElseThrow().failure()).isPresent();
  }

  @Test
  void whatAnotherAttemptCanHelpDecidesTheExitCode() {
    Consumer<StageInput> user = failing("ga-10pct-s1", new InvalidRequestException(List.of()), "x");
    env.activities.onWork = user.andThen(failing("ga-10pct-s2", new IllegalStateException(), ""));

    assertThat(run(Requests.compare("both", EIGHT)).exitCode()).isEqualTo(5);
  }

  @Test
  void withoutItsBaselineACellHasNoGapAndSaysSo() {
    env.activities.onWork = failing("baseline.10pct-s2", new IllegalStateException("full"), "");

    RunResult result = run(Requests.compare("gapless", EIGHT));

    assertThat(result.exitCode()).isEqualTo(5);
    assertThat(result.cells()).contains(new CellCounts(8, 8, 0, 0, 0));
    assertThat(result.warnings())
        .containsExactly("no baseline for 10 %, seed 2: its runs have no gaps");
    assertThat(cells().get(1).result().orElseThrow().avgGap()).isEmpty();
    assertThat(cells().get(0).result().orElseThrow().avgGap()).isPresent();
    assertThat(last().baselines())
        .extracting(Comparison.BaselineRun::state)
        .containsExactly(RunState.COMPLETED, RunState.FAILED, RunState.COMPLETED);
    assertThat(last().baselines())
        .extracting(baseline -> baseline.seconds().isPresent())
        .containsExactly(true, false, true);
  }

  @Test
  void aRetryExecutesOnlyWhatDidNotEndWell() {
    env.activities.onWork =
        failing("ga-10pct-s1", new IllegalStateException(), "")
            .andThen(failing("baseline.10pct-s2", new IllegalStateException(), ""));
    CompareInput input = Requests.compare("again", EIGHT);
    assertThat(run(input).state()).isEqualTo(RunState.FAILED);
    env.activities.onWork = work -> {};
    env.activities.unlearned.clear();
    env.activities.trained.clear();

    RunResult result = run(input);

    assertThat(result.state()).isEqualTo(RunState.COMPLETED);
    assertThat(env.activities.trained).containsExactly("again.baseline.10pct-s2");
    assertThat(env.activities.unlearned)
        .containsExactlyInAnyOrder(
            "again.ga-10pct-s1", "again.salun-10pct-s2", "again.ga-10pct-s2");
    assertThat(cells()).allSatisfy(c -> assertThat(c.result().orElseThrow().avgGap()).isPresent());
  }

  @Test
  void theSameComparisonAgainReturnsItsResult() {
    CompareInput input = Requests.compare("known", EIGHT);
    RunResult first = run(input);
    env.activities.calls.clear();

    assertThat(env.runs.start(input).result()).contains(first);
    assertThat(env.activities.calls).isEmpty();
  }

  @Test
  void cancelStopsTheRunsInFlightAndBeginsNoOther() {
    untilCancelled();
    env.runs.start(Requests.compare("stopped", EIGHT.replace("train", "none")));
    await().until(() -> env.activities.inFlight.size() == 2);
    await().until(() -> !env.activities.unlearned.isEmpty());

    env.runs.cancel("stopped", ADA);

    RunResult result = env.runs.await("stopped");
    assertThat(result.state()).isEqualTo(RunState.CANCELLED);
    assertThat(result.exitCode()).isEqualTo(4);
    assertThat(result.reason()).contains("ada: enough");
    assertThat(result.cells()).contains(new CellCounts(8, 0, 0, 2, 6));
    assertThat(env.activities.inFlight).isEmpty();
    assertThat(cells())
        .extracting(Comparison.Cell::state)
        .containsOnly(RunState.CANCELLED, RunState.WAITING);
  }

  @Test
  void withdrawnComparisonBeginsNoRun() {
    env.runs.start(Requests.compare("withdrawn", EIGHT).withdraw(ADA));

    RunResult result = env.runs.await("withdrawn");
    assertThat(result.state()).isEqualTo(RunState.CANCELLED);
    assertThat(result.reason()).contains("ada: enough");
    assertThat(env.activities.unlearned).isEmpty();
    assertThat(env.activities.latest("withdrawn").orElseThrow().result()).contains(result);
  }

  @Test
  void progressCountsRunsAndTheQueryTellsEach() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    env.activities.beforeUnlearning = () -> await().until(() -> release.getCount() == 0);
    env.runs.start(Requests.compare("watched", EIGHT));
    await().until(() -> env.activities.inFlight.size() == 2);
    await().until(() -> !env.activities.unlearned.isEmpty());

    RunStatus status = env.runs.status("watched").orElseThrow();
    List<CellStatus> cells = List.of(stub("watched").query("cells", CellStatus[].class));

    assertThat(status.progress().steps()).isEqualTo(11);
    assertThat(status.progress().step()).isLessThan(4);
    assertThat(cells).hasSize(11);
    assertThat(cells).filteredOn(cell -> cell.state() == RunState.RUNNING).hasSize(2);
    assertThatThrownBy(() -> env.runs.approve("watched", ADA))
        .isInstanceOf(WorkflowUpdateException.class);
    release.countDown();
    assertThat(env.runs.await("watched").state()).isEqualTo(RunState.COMPLETED);
  }

  @Test
  void hyperParametersAreChosenOnTheTrialsOfTheSearchAlone() {
    // Retrain has UA 7: 0.02 comes nearest where is searched, 0.01 where is reported.
    env.activities.uaOfUnlearned =
        request -> {
          boolean search = request.seed() > 100;
          double rate = request.method().learningRate().orElseThrow();
          return search ? 7 - 100 * Math.abs(rate - 0.02) : 7 - 100 * Math.abs(rate - 0.01);
        };

    RunResult result =
        run(
            Requests.compare(
                "searched",
                """
                forget: [{random: {fraction: 0.1}}]
                methods: [{name: ft, grid: {learningRate: [0.01, 0.02, 0.03]}}, {name: ga}]
                seeds: [1]
                search: {seeds: [101, 102]}
                baseline: {mode: train}
                """));

    assertThat(result.state()).isEqualTo(RunState.COMPLETED);
    Comparison.Search search = last().search().orElseThrow();
    assertThat(search.runs()).hasSize(6);
    assertThat(search.choices())
        .singleElement()
        .satisfies(
            choice -> {
              assertThat(choice.parameters()).containsEntry("learningRate", 0.02);
              assertThat(choice.avgGap()).isZero();
            });
    assertThat(cells().get(0).result().orElseThrow().gaps().get("ua")).isEqualTo(1.0);
    assertThat(env.activities.unlearned).hasSize(8);
  }

  @Test
  void aCandidateThatDivergesIsOutAndNoFailure() {
    env.activities.uaOfUnlearned =
        request -> request.method().learningRate().orElseThrow() > 0.02 ? 7 : 5;
    env.activities.onWork =
        failing("c1", new InvalidRequestException(List.of()), "method.learningRate");

    RunResult result =
        run(
            Requests.compare(
                "diverging",
                """
                forget: [{random: {fraction: 0.1}}]
                methods: [{name: ft, grid: {learningRate: [0.01, 0.03]}}]
                seeds: [1]
                search: {seeds: [101]}
                baseline: {mode: train}
                """));

    assertThat(result.exitCode()).isZero();
    assertThat(last().search().orElseThrow().choices())
        .singleElement()
        .satisfies(choice -> assertThat(choice.candidate()).isZero());
    assertThat(last().search().orElseThrow().runs())
        .extracting(run -> run.cell().state())
        .containsExactly(RunState.COMPLETED, RunState.FAILED);
  }

  @Test
  void aLongComparisonContinuesAsNewAndForgetsNoRun() {
    String seeds = Arrays.toString(IntStream.range(0, 52).toArray());
    env.activities.onWork = failing("ft-class-3-s0", new IllegalStateException(), "");

    RunResult result =
        run(
            Requests.compare(
                "long",
                "forget: [{class: 3}]\nmethods: [{name: ft}, {name: ga}]\nparallelism: 8\nseeds: "
                    + seeds
                    + "\n"));

    assertThat(result.cells()).contains(new CellCounts(104, 103, 1, 0, 0));
    assertThat(env.activities.unlearned).doesNotHaveDuplicates().hasSize(104);
    String first =
        stub("long").describe().getRawDescription().getWorkflowExecutionInfo().getFirstRunId();
    assertThat(stub("long").describe().getExecution().getRunId()).isNotEqualTo(first);
    assertThat(env.activities.latest("long").orElseThrow().execution()).isEqualTo(first);
  }

  /** What is carried over a continue-as-new is the largest value a comparison ever sends. */
  @Test
  void theLargestComparisonFitsIntoHistory() {
    String name = "n".repeat(90);
    CompareInput input =
        Requests.compare(
            name,
            "forget: [{random: {fraction: 0.1}}]\nmethods: [{name: ft}, {name: ga}, {name: rl}, {name: salun}, {name: retrain}]\nseeds: "
                + Arrays.toString(IntStream.range(0, 100).toArray())
                + "\nbaseline: {mode: train}\n");
    RunOutcome baseline =
        RunOutcome.found(
            Optional.of(new ArtifactRef("s3://lethe/" + "k".repeat(90), "0".repeat(64), 1L << 30)));
    RunOutcome failed =
        RunOutcome.failed(new Failure(FailureKind.PLATFORM, Optional.empty(), "m".repeat(101)));
    List<CompareInput.Ended> ended =
        CompareRuns.of(input.request()).all().stream()
            .map(
                run ->
                    new CompareInput.Ended(
                        run.name(), run.name().contains(".baseline.") ? baseline : failed))
            .toList();

    assertThat(ended).hasSize(600);
    assertThat(
            DataConverters.lethe().toPayload(input.carry(0, ended)).orElseThrow().getData().size())
        .isLessThan(DataConverters.MAX_PAYLOAD_BYTES);
  }

  private RunResult run(CompareInput input) {
    env.runs.start(input);
    return env.runs.await(input.request().name());
  }

  private Comparison last() {
    return env.activities.comparisons.get(env.activities.comparisons.size() - 1);
  }

  private List<Comparison.Cell> cells() {
    return last().cells();
  }

  private WorkflowStub stub(String name) {
    return env.temporal.getWorkflowClient().newUntypedWorkflowStub(name);
  }

  private static Consumer<StageInput> failing(String run, RuntimeException error, String field) {
    return input -> {
      if (input.run().request().name().endsWith(run)) {
        throw Failures.toApplicationFailure(error, Optional.of(field));
      }
    };
  }

  private void untilCancelled() {
    env.activities.beforeUnlearning = CompareWorkflowTest::untilInterrupted;
  }

  /** Beats until somebody cancels. */
  static void untilInterrupted() {
    CountDownLatch never = new CountDownLatch(1);
    try {
      while (!never.await(20, TimeUnit.MILLISECONDS)) {
        Activity.getExecutionContext().heartbeat(null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
