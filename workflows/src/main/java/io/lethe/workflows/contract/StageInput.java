package io.lethe.workflows.contract;

import java.util.Optional;

/**
 * Input of a compute stage.
 *
 * @param run the run's input
 * @param admission what admission found
 * @param mask the mask, for unlearning with one
 * @param subject the model to evaluate, for evaluations
 */
public record StageInput(
    RunInput run, Admission admission, Optional<ArtifactRef> mask, Optional<ArtifactRef> subject) {

  /** Input without mask and subject. */
  public static StageInput of(RunInput run, Admission admission) {
    return new StageInput(run, admission, Optional.empty(), Optional.empty());
  }

  /** The same with a mask. */
  public StageInput withMask(Optional<ArtifactRef> ref) {
    return new StageInput(run, admission, ref, subject);
  }

  /** The same with a model to evaluate. */
  public StageInput withSubject(ArtifactRef ref) {
    return new StageInput(run, admission, mask, Optional.of(ref));
  }
}
