package io.lethe.workflows.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.temporal.client.WorkflowClient;
import io.temporal.common.WorkflowExecutionHistory;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Runs each shape in the test service and writes the histories it leaves. */
abstract class HistoryRecorder {
  private final Path folder;
  private final String version;
  WorkflowEnvironment env;

  /**
   * A recorder.
   *
   * @param arguments the folder of the resources and the number of the new version
   */
  HistoryRecorder(String[] arguments) {
    this.folder = Path.of(arguments[0]);
    this.version = arguments[1];
  }

  /** A way in which a run goes, in an environment of its own. */
  interface Shape {
    void record() throws IOException;
  }

  abstract List<Shape> shapes();

  final void recordAll() throws IOException {
    for (Shape shape : shapes()) {
      env = new WorkflowEnvironment();
      env.beforeEach(null);
      try {
        shape.record();
      } finally {
        env.afterEach(null);
      }
    }
  }

  final WorkflowClient client() {
    return env.temporal.getWorkflowClient();
  }

  /** Writes the last execution of a workflow. */
  final void write(String workflow, String name) throws IOException {
    String last = client().newUntypedWorkflowStub(workflow).describe().getExecution().getRunId();
    WorkflowExecutionHistory history = client().fetchHistory(workflow, last);
    Files.writeString(folder.resolve(name.formatted(version)), history.toJson(true) + "\n");
  }

  /** Writes the first execution of a workflow that continued as new; long ones are packed. */
  final void writeFirst(String workflow, String name) throws IOException {
    String first =
        client()
            .newUntypedWorkflowStub(workflow)
            .describe()
            .getRawDescription()
            .getWorkflowExecutionInfo()
            .getFirstRunId();
    String history = client().fetchHistory(workflow, first).toJson(false);
    Path file = folder.resolve(name.formatted(version));
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(history.getBytes(UTF_8));
    }
  }
}
