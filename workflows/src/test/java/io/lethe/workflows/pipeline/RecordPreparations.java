package io.lethe.workflows.pipeline;

import io.lethe.workflows.contract.Failures;
import io.lethe.workflows.contract.RawRequest;
import io.lethe.workflows.contract.TaskQueues;
import io.lethe.workflows.request.InvalidRequestException;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;

/**
 * Records preparations as {@link RecordHistories} records runs: run it by hand, with the folder of
 * the resources and the number of the new version as arguments.
 */
final class RecordPreparations extends HistoryRecorder {
  private RecordPreparations(String[] arguments) {
    super(arguments);
  }

  public static void main(String[] args) throws IOException {
    new RecordPreparations(args).recordAll();
  }

  @Override
  List<Shape> shapes() {
    return List.of(() -> end("prepare-%s.json"), this::refused, this::cancelled);
  }

  private void end(String file) throws IOException {
    await(start());
    write("recorded.prepare", file);
  }

  private void refused() throws IOException {
    env.activities.beforePreparing =
        () -> {
          throw Failures.toApplicationFailure(
              new InvalidRequestException(List.of()), Optional.of("method.name"));
        };
    end("prepare-%s-refused.json");
  }

  private void cancelled() throws IOException {
    env.activities.beforePreparing = CompareWorkflowTest::untilInterrupted;
    WorkflowStub preparation = start();
    Awaitility.await().until(() -> env.activities.calls.contains("prepare"));
    preparation.cancel();
    await(preparation);
    write("recorded.prepare", "prepare-%s-cancelled.json");
  }

  private WorkflowStub start() {
    WorkflowStub preparation =
        client()
            .newUntypedWorkflowStub(
                "PrepareWorkflow",
                WorkflowOptions.newBuilder()
                    .setTaskQueue(TaskQueues.WORKFLOWS)
                    .setWorkflowId("recorded.prepare")
                    .build());
    preparation.start(new RawRequest(Requests.RAW));
    return preparation;
  }

  private static void await(WorkflowStub preparation) {
    try {
      preparation.getResult(Object.class);
    } catch (WorkflowFailedException e) {
      // One of the shapes.
      return;
    }
  }
}
