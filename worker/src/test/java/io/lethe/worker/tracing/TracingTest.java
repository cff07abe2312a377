package io.lethe.worker.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.worker.CommandLineHarness;
import io.lethe.worker.CommandLineHarness.Outcome;
import io.lethe.worker.TinyProject;
import io.lethe.worker.embedded.Endpoint;
import io.lethe.worker.embedded.StateFolder;
import io.lethe.worker.runtime.Backend;
import io.lethe.worker.runtime.Session;
import io.lethe.worker.runtime.Telemetry;
import io.lethe.workflows.payload.DataConverters;
import io.lethe.workflows.payload.PayloadKeys;
import io.lethe.workflows.pipeline.TrainWorkflowImpl;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactoryOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traces of commands beside a process that works. */
class TracingTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir private static Path folder;
  private static TinyProject project;
  private static CommandLineHarness person;
  private static Session owner;

  @BeforeAll
  static void serve() throws IOException {
    project = TinyProject.create(Files.createDirectories(folder.resolve("project")));
    person =
        new CommandLineHarness(project.folder(), folder)
            .with(
                Map.of(
                    "OTEL_TRACES_EXPORTER",
                    RememberedSpans.NAME,
                    "OTEL_BSP_SCHEDULE_DELAY",
                    "50",
                    "LETHE_SLICE",
                    "1"));
    owner = person.owner();
  }

  @AfterAll
  static void stop() throws IOException {
    owner.close();
  }

  private static Outcome run(String name, String request) throws IOException {
    project.request(name + ".yaml", request);
    return person.lethe("run", "-f", name + ".yaml", "--watch");
  }

  private static SpanData only(List<SpanData> spans, String name) {
    assertThat(spans).extracting(SpanData::getName).containsOnlyOnce(name);
    return spans.stream().filter(span -> span.getName().equals(name)).findFirst().orElseThrow();
  }

  /** The command and the process that works send what they know, each in its own time. */
  private static List<SpanData> finished(String run, String workflow) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(RememberedSpans.of(run))
                    .extracting(SpanData::getName)
                    .contains("StartWorkflow:" + workflow, "RunWorkflow:" + workflow));
    return RememberedSpans.of(run);
  }

  @Test
  void oneRunIsOneTraceWithItsStagesBelowTheWorkflow() throws IOException {
    Outcome outcome = run("traced", TinyProject.unlearning("traced", "model.safetensors"));
    assertThat(outcome.code()).as(outcome.err()).isZero();

    List<SpanData> spans = finished("traced", "UnlearnWorkflow");
    assertThat(spans).extracting(SpanData::getTraceId).containsOnly(spans.get(0).getTraceId());
    SpanData start = only(spans, "StartWorkflow:UnlearnWorkflow");
    assertThat(start.getParentSpanContext().isValid()).isFalse();
    SpanData workflow = only(spans, "RunWorkflow:UnlearnWorkflow");
    assertThat(workflow.getParentSpanId()).isEqualTo(start.getSpanId());
    List<SpanData> activities =
        spans.stream().filter(span -> span.getName().startsWith("RunActivity:")).toList();
    assertThat(activities)
        .extracting(SpanData::getName)
        .contains(
            "RunActivity:Admit",
            "RunActivity:MaskSlice",
            "RunActivity:UnlearnSlice",
            "RunActivity:EvaluateSlice",
            "RunActivity:Publish");
    assertThat(activities)
        .allSatisfy(
            span -> {
              assertThat(span.getParentSpanId()).isEqualTo(workflow.getSpanId());
              assertThat(span.getEndEpochNanos()).isGreaterThan(span.getStartEpochNanos());
              // Temporal's clock counts milliseconds.
              assertThat(span.getStartEpochNanos())
                  .isGreaterThanOrEqualTo(workflow.getStartEpochNanos() - 1_000_000);
            });
  }

  /** Neither a worker that traces nor one that does not may trip over the other's histories. */
  @Test
  void aReplayIsTheSameWithAndWithoutAndTellsNothingAnew() throws Exception {
    Outcome outcome = run("replayed", TinyProject.training("replayed"));
    assertThat(outcome.code()).as(outcome.err()).isZero();
    int told = finished("replayed", "TrainWorkflow").size();

    WorkflowExecutionHistory history = history("replayed");
    assertThat(history.getHistory().toString()).contains("_tracer-data");
    Tracing tracing =
        Tracing.from(Map.of("OTEL_TRACES_EXPORTER", RememberedSpans.NAME)).orElseThrow();
    replay(history, WorkerFactoryOptions.newBuilder().setWorkerInterceptors(tracing.worker()));
    replay(history, WorkerFactoryOptions.newBuilder());
    tracing.close();

    assertThat(RememberedSpans.of("replayed")).hasSize(told);
  }

  private static WorkflowExecutionHistory history(String run) throws IOException {
    Endpoint endpoint = new StateFolder(folder.resolve("state/lethe")).endpoint().orElseThrow();
    try (Backend backend = Backend.attach(endpoint, Telemetry.none())) {
      return backend.temporal().orElseThrow().fetchHistory(run);
    }
  }

  private static void replay(WorkflowExecutionHistory history, WorkerFactoryOptions.Builder options)
      throws Exception {
    TestEnvironmentOptions environment =
        TestEnvironmentOptions.newBuilder()
            .setWorkerFactoryOptions(options.build())
            .setWorkflowClientOptions(
                WorkflowClientOptions.newBuilder()
                    .setDataConverter(DataConverters.lethe(PayloadKeys.none()))
                    .build())
            .build();
    try (TestWorkflowEnvironment server = TestWorkflowEnvironment.newInstance(environment)) {
      Worker worker = server.newWorker("replay");
      worker.registerWorkflowImplementationTypes(TrainWorkflowImpl.class);
      WorkflowReplayer.replayWorkflowExecution(history, worker);
    }
  }

  /** Names and numbers only: no record, no request, no message. */
  @Test
  void spansSayNothingOfInputsAndFailures() throws IOException {
    Outcome outcome =
        run(
            "diverged",
            TinyProject.unlearning("diverged", "model.safetensors")
                .replace("{random: {fraction: 0.1, seed: 1}}", "{ids: [train/00007]}")
                .replace("learningRate: 0.01", "learningRate: 100, weightDecay: 1")
                .replace("epochs: 1", "epochs: 20"));
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(2);

    List<SpanData> spans = finished("diverged", "UnlearnWorkflow");
    SpanData workflow = only(spans, "RunWorkflow:UnlearnWorkflow");
    assertThat(workflow.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(workflow.getStatus().getDescription()).isEmpty();
    assertThat(workflow.getAttributes().get(AttributeKey.stringKey("error.type")))
        .isEqualTo("USER");
    assertThat(spans)
        .allSatisfy(
            span -> {
              assertThat(span.getEvents()).isEmpty();
              assertThat(span.getAttributes().asMap().keySet())
                  .extracting(AttributeKey::getKey)
                  .isSubsetOf(
                      "temporalWorkflowID",
                      "temporalRunID",
                      "lethe.queue",
                      "lethe.attempt",
                      "error.type");
              assertThat(span.toString()).doesNotContain("00007", "weightDecay");
            });
  }

  @Test
  void tracesGoWhereTheStandardVariablesSay() throws IOException {
    Queue<String> received = new ConcurrentLinkedQueue<>();
    HttpServer collector =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext(
        "/v1/traces",
        exchange -> {
          received.add(
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    collector.start();
    try {
      String endpoint = "http://127.0.0.1:" + collector.getAddress().getPort();
      CommandLineHarness traced =
          new CommandLineHarness(project.folder(), folder)
              .with(
                  Map.of(
                      "OTEL_EXPORTER_OTLP_ENDPOINT",
                      endpoint,
                      "OTEL_EXPORTER_OTLP_PROTOCOL",
                      "http/protobuf"));
      project.request("sent.yaml", TinyProject.training("sent"));
      assertThat(traced.lethe("run", "-f", "sent.yaml").code()).isZero();
      // A command waits two seconds for the collector; what it has begun to send goes on.
      await().atMost(PATIENCE).until(() -> !received.isEmpty());
    } finally {
      collector.stop(0);
    }
    assertThat(received)
        .hasSize(1)
        .first()
        .asString()
        .contains("StartWorkflow:TrainWorkflow", "service.name", "lethe");
  }

  @Test
  void nothingIsTracedUnlessAsked() {
    assertThat(Tracing.from(Map.of())).isEmpty();
    assertThat(Tracing.from(Map.of("OTEL_TRACES_EXPORTER", "none"))).isEmpty();
    assertThat(
            Tracing.from(
                Map.of(
                    "OTEL_EXPORTER_OTLP_ENDPOINT",
                    "http://127.0.0.1:4318",
                    "OTEL_SDK_DISABLED",
                    "true")))
        .isEmpty();
  }

  @Test
  void wrongVariablesAreNamed() {
    assertThatThrownBy(
            () ->
                Tracing.from(
                    Map.of(
                        "OTEL_EXPORTER_OTLP_ENDPOINT",
                        "http://127.0.0.1:4318",
                        "OTEL_EXPORTER_OTLP_PROTOCOL",
                        "pigeon")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("OTEL")
        .hasMessageContaining("pigeon");
  }
}
