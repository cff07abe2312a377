package io.lethe.activities;

import io.lethe.workflows.client.ComparisonAssembly;
import io.lethe.workflows.contract.ArtifactRef;
import io.lethe.workflows.contract.CompareActivities;
import io.lethe.workflows.contract.CompareInput;
import io.lethe.workflows.contract.Comparison;
import io.lethe.workflows.contract.FoundRun;
import io.lethe.workflows.contract.RunOutcome;
import io.lethe.workflows.contract.RunQuery;
import io.lethe.workflows.contract.RunRecord;

/** Comparisons, read from the run records. */
public final class CompareActivitiesImpl implements CompareActivities {
  private final Workspace workspace;
  private final StoredRunRecords records;

  /** Activities over that workspace. */
  public CompareActivitiesImpl(Workspace workspace) {
    this.workspace = workspace;
    this.records = new StoredRunRecords(workspace.store());
  }

  @Override
  public FoundRun find(RunQuery query) {
    return ActivityGuard.run(
        () ->
            new FoundRun(
                records
                    .latest(query.run())
                    .filter(record -> record.requestDigest().equals(query.requestDigest()))
                    .filter(record -> record.state().endedWell())
                    .flatMap(RunRecord::result)
                    .map(RunOutcome::of)));
  }

  @Override
  public ArtifactRef assemble(CompareInput input) {
    return ActivityGuard.run(
        () -> {
          Comparison comparison =
              new ComparisonAssembly(input.request(), records).with(input.ended()).gather();
          return workspace.put(Json.pretty(comparison));
        });
  }
}
