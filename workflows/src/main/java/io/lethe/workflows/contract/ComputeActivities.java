package io.lethe.workflows.contract;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/**
 * Work on queue {@link TaskQueues#COMPUTE}. Every slice method works for at most about {@link
 * ActivityProfiles#SLICE} and is called again until its answer has a result; a stage that was
 * finished before answers at once.
 */
@ActivityInterface
public interface ComputeActivities {
  /** Reads a request and holds it against data and model before its run is started. */
  @ActivityMethod(name = "PrepareRun")
  PreparedRun prepare(RawRequest request);

  /** Holds the request against data and model; a USER failure names the field. */
  @ActivityMethod(name = "Admit")
  Admission admit(RunInput run);

  /** Saliency scores over D_f, then the mask (role {@code mask}). */
  @ActivityMethod(name = "MaskSlice")
  SliceResult mask(StageInput input);

  /** The unlearning method (roles {@code model}, {@code manifest}, {@code lossCurve}). */
  @ActivityMethod(name = "UnlearnSlice")
  SliceResult unlearn(StageInput input);

  /** Training from fresh weights (roles as {@link #unlearn}). */
  @ActivityMethod(name = "TrainSlice")
  SliceResult train(StageInput input);

  /** Metrics of {@link StageInput#subject()}. */
  @ActivityMethod(name = "EvaluateSlice")
  SliceResult evaluate(StageInput input);
}
