package io.lethe.workflows.client;

import io.lethe.workflows.contract.RunRecord;
import java.util.List;
import java.util.Optional;

/** Port to the run records in the object store, the truth about past runs. */
public interface RunRecords {
  /** The record of the execution of that name that was started last. */
  Optional<RunRecord> latest(String name);

  /** The latest record of each name, the one started last first. */
  List<RunRecord> list();
}
