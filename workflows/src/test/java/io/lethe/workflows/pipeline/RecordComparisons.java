package io.lethe.workflows.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lethe.workflows.contract.CompareInput;
import io.lethe.workflows.contract.Decision;
import io.temporal.client.WorkflowClient;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.awaitility.Awaitility;

/**
 * Records comparisons as {@link RecordHistories} records runs: run it by hand, with the folder of
 * the resources and the number of the new version as arguments.
 */
final class RecordComparisons {
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

  private final Path folder;
  private final String version;
  private WorkflowEnvironment env;

  private RecordComparisons(Path folder, String version) {
    this.folder = folder;
    this.version = version;
  }

  /** A way in which a comparison goes, in an environment of its own. */
  private interface Shape {
    void record() throws IOException;
  }

  public static void main(String[] args) throws IOException {
    RecordComparisons histories = new RecordComparisons(Path.of(args[0]), args[1]);
    Shape[] shapes = {
      () -> histories.end(FOUR, "compare-%s.json"),
      () -> histories.end(SEARCHED, "compare-%s-searched.json"),
      histories::failed,
      histories::cancelled,
      histories::continued
    };
    for (Shape shape : shapes) {
      histories.env = new WorkflowEnvironment();
      histories.env.beforeEach(null);
      try {
        shape.record();
      } finally {
        histories.env.afterEach(null);
      }
    }
  }

  private void end(String request, String file) throws IOException {
    run(Requests.compare("recorded", request));
    write(file);
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
    write("compare-%s-cancelled.json");
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
    write("compare-%s-continuation.json");
    String first =
        client()
            .newUntypedWorkflowStub("recorded")
            .describe()
            .getRawDescription()
            .getWorkflowExecutionInfo()
            .getFirstRunId();
    Path file = folder.resolve("compare-%s-continued.json.gz".formatted(version));
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(client().fetchHistory("recorded", first).toJson(false).getBytes(UTF_8));
    }
  }

  private void run(CompareInput input) {
    env.runs.start(input);
    env.runs.await("recorded");
  }

  private WorkflowClient client() {
    return env.temporal.getWorkflowClient();
  }

  private void write(String name) throws IOException {
    String last = client().newUntypedWorkflowStub("recorded").describe().getExecution().getRunId();
    Files.writeString(
        folder.resolve(name.formatted(version)),
        client().fetchHistory("recorded", last).toJson(true) + "\n");
  }
}
