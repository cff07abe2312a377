package io.lethe.activities.stage;

import io.lethe.activities.inputs.StageInputs;
import io.lethe.activities.slice.SliceOutcome;
import io.lethe.unlearning.Resumable;
import io.lethe.workflows.contract.ArtifactRef;
import io.lethe.workflows.contract.Evaluation;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One kind of stage: its work, and what becomes of what the work made.
 *
 * @param <R> what the work makes
 */
interface Stage<R> {
  /** Name of the stage, for progress. */
  String name();

  /** Name by content. */
  String key();

  /** The work in its initial state; called once for each try to restore a checkpoint. */
  Resumable<R> work(StageInputs inputs);

  /** Stores what the work made. */
  Made complete(StageInputs inputs, SliceOutcome.Finished<R> finished);

  /**
   * What a stage leaves behind.
   *
   * @param artifacts by role
   * @param evaluation metrics, for evaluations
   * @param warnings what a reader of the result must know
   */
  record Made(
      Map<String, ArtifactRef> artifacts, Optional<Evaluation> evaluation, List<String> warnings) {}
}
