package io.lethe.workflows.pipeline;

import io.lethe.workflows.contract.CompareInput;
import io.lethe.workflows.contract.Decision;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/**
 * Records comparisons as {@link RecordHistories} records runs: run it by hand, with the folder of
 * the resources and the number of the new version as arguments.
 */
final class RecordComparisons extends HistoryRecorder {
  private static final String FOUR =
      """
      forget: [{random: {fraction: 0.1}}]
      methods: [{name: salun}, {name: ga}]
      seeds: [1, 2]
      baseline: {mode: train}
      """;
  private static final String SEARCHED =
      """
      forget: [{random: {fraction: 0.1}}]
      methods: [{name: ft, grid: {learningRate: [0.01, 0.02]}}]
      seeds: [1]
      search: {seeds: [101]}
      baseline: {mode: train}
      """;

  private RecordComparisons(String[] arguments) {
    super(arguments);
  }

  public static void main(String[] args) throws IOException {
    new RecordComparisons(args).recordAll();
  }

  @Override
  List<Shape> shapes() {
    return List.of(
        () -> end(FOUR, "compare-%s.json"),
        () -> end(SEARCHED, "compare-%s-searched.json"),
        this::failed,
        this::cancelled,
        this::continued);
  }

  private void end(String request, String file) throws IOException {
    run(Requests.compare("recorded", request));
    write("recorded", file);
  }

  private void failed() throws IOException {
    env.activities.beforeUnlearning =
        () -> {
          throw new IllegalStateException("as a fault of the program");
        };
    end(FOUR, "compare-%s-failed.json");
  }

  private void cancelled() throws IOException {
    env.activities.beforeUnlearning = CompareWorkflowTest::untilInterrupted;
    env.runs.start(Requests.compare("recorded", FOUR));
    Awaitility.await().until(() -> !env.activities.unlearned.isEmpty());
    env.runs.cancel("recorded", new Decision("ada", "enough"));
    env.runs.await("recorded");
    write("recorded", "compare-%s-cancelled.json");
  }

  /** Two executions; the first is packed. */
  private void continued() throws IOException {
    String seeds = Arrays.toString(IntStream.range(0, 52).toArray());
    run(
        Requests.compare(
            "recorded",
            "forget: [{class: 3}]\nmethods: [{name: ft}, {name: ga}]\nparallelism: 8\nseeds: "
                + seeds
                + "\n"));
    write("recorded", "compare-%s-continuation.json");
    writeFirst("recorded", "compare-%s-continued.json.gz");
  }

  private void run(CompareInput input) {
    env.runs.start(input);
    env.runs.await("recorded");
  }
}
