package io.lethe.workflows.contract;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a finished stage left behind; stored as {@code stages/<key>.json}, where a repeated stage
 * finds it.
 *
 * @param stage name of the stage; in a run record the run's name for it, such as {@code
 *     evaluate-original}
 * @param key hash of (inputs, method, parameters, code version)
 * @param artifacts what was made, by role: {@code mask}, {@code model}, {@code manifest}, {@code
 *     lossCurve} …
 * @param evaluation metrics, for the stage {@code evaluate}
 * @param seconds seconds of work, over all attempts and slices
 * @param attempts attempts that were needed, 1 where nothing went wrong
 * @param bitExact whether all slices ran under the same arithmetic
 * @param warnings what a reader of the result must know
 */
public record StageResult(
    String stage,
    String key,
    Map<String, ArtifactRef> artifacts,
    Optional<Evaluation> evaluation,
    double seconds,
    int attempts,
    boolean bitExact,
    List<String> warnings) {

  /**
   * The artifact of that role.
   *
   * @throws IllegalStateException if the stage made none
   */
  public ArtifactRef artifact(String role) {
    ArtifactRef ref = artifacts.get(role);
    if (ref == null) {
      throw new IllegalStateException("stage " + stage + " made no " + role);
    }
    return ref;
  }

  /** The same under the name that a run has for it: one that is done twice has two. */
  public StageResult named(String name) {
    return new StageResult(name, key, artifacts, evaluation, seconds, attempts, bitExact, warnings);
  }

  /** What the stage cost, under the name a reader knows it by. */
  public StageTime time(String name) {
    return new StageTime(name, seconds, attempts);
  }
}
