package io.lethe.activities.plan;

import io.lethe.activities.RequestDigest;
import io.lethe.activities.StoredRunRecords;
import io.lethe.activities.Workspace;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.workflows.client.RunClient;
import io.lethe.workflows.client.RunRecords;
import io.lethe.workflows.contract.PreparedRun;
import io.lethe.workflows.contract.RawRequest;
import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.contract.RunStart;
import io.lethe.workflows.request.CompareRequest;
import io.lethe.workflows.request.ForgetSpec;
import io.lethe.workflows.request.Request;
import io.lethe.workflows.request.RequestReader;
import io.lethe.workflows.request.RunRequest;
import io.lethe.workflows.request.SearchSpec;
import io.temporal.client.WorkflowClient;
import java.util.List;
import java.util.Optional;

/**
 * The edge's work on a request whose author reaches neither the store nor Java: read, held against
 * its data and its model, and against the run that has its name. Reading only.
 */
public final class Preparation {
  private final Workspace workspace;
  private final RunRecords records;
  private final RunClient runs;

  /**
   * A preparation.
   *
   * @param workspace where data and models are
   * @param temporal says which runs are running
   */
  public Preparation(Workspace workspace, WorkflowClient temporal) {
    this.workspace = workspace;
    this.records = new StoredRunRecords(workspace.store());
    this.runs = new RunClient(temporal, records);
  }

  /**
   * Prepares the run of a request.
   *
   * @throws InvalidInputException naming the field that is wrong
   * @throws io.lethe.workflows.request.InvalidRequestException with every problem found
   */
  public PreparedRun prepare(RawRequest raw) {
    RunRequest request = RequestReader.readRun(raw.text());
    requireReferences(request);
    String digest = RequestDigest.of(request);
    Optional<RunRecord> last = records.latest(request.name());
    last.filter(record -> !record.requestDigest().equals(digest)).ifPresent(this::requireFree);
    PreparedRun prepared =
        new PreparedRun(
            RunStart.of(request, digest),
            last.filter(record -> record.requestDigest().equals(digest))
                .filter(record -> !record.state().retryable())
                .flatMap(RunRecord::result));
    if (prepared.result().isEmpty()) {
      plan(request);
    }
    return prepared;
  }

  /** A task that is cleared may have another request; what failed holds the name for nobody. */
  private void requireFree(RunRecord other) {
    boolean held =
        other.state().ended() ? !other.state().retryable() : runs.isRunning(other.name());
    if (held) {
      throw new InvalidInputException(
          "name",
          "found '%s', which another request has in state %s; allowed: a name not used before, the same request, or the name of a failed or cancelled run"
              .formatted(other.name(), other.state().wireName()));
    }
  }

  private void plan(RunRequest request) {
    Planner planner = new Planner(workspace);
    if (request instanceof CompareRequest comparison) {
      new ComparePlanner(planner, comparison).plan();
    } else {
      planner.plan((Request) request);
    }
  }

  /** What is inline would stand in the history of every workflow that has the request. */
  private static void requireReferences(RunRequest request) {
    if (request instanceof CompareRequest comparison) {
      requireReferences("forget", comparison.forget());
      requireReferences(
          "search.forget", comparison.search().map(SearchSpec::forget).orElse(List.of()));
    } else {
      ((Request) request).forget().ifPresent(forget -> requireReference("forget", forget));
    }
  }

  private static void requireReferences(String field, List<ForgetSpec> sets) {
    for (int i = 0; i < sets.size(); i++) {
      requireReference("%s[%d]".formatted(field, i), sets.get(i));
    }
  }

  private static void requireReference(String field, ForgetSpec forget) {
    if (forget.ids().isPresent()) {
      throw inline(field + ".ids", "record ids");
    }
    if (forget.subject().isPresent()) {
      throw inline(field + ".subject", "a name");
    }
  }

  private static InvalidInputException inline(String field, String found) {
    return new InvalidInputException(
        field,
        "found %s in the request itself, which workflow history would keep; allowed here: %sFrom with s3://bucket/key"
            .formatted(found, field));
  }
}
