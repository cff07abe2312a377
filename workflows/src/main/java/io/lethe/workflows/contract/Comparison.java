package io.lethe.workflows.contract;

import java.util.List;
import java.util.Optional;

/**
 * What a comparison has gathered: one cell a run, in the order of the request. A report is a
 * function of this object alone.
 *
 * @param runId name of the comparison
 * @param cells methods × forget sets × seeds
 */
public record Comparison(String runId, List<Cell> cells) {
  /** Copies the list. */
  public Comparison {
    cells = List.copyOf(cells);
  }

  /**
   * One run of the comparison.
   *
   * @param method label of the method's row; the method's name unless the request says otherwise
   * @param forget label of the forget set, such as {@code 10 %} or {@code class 3}
   * @param share share of the training records it forgets (fraction), where it is a random draw
   * @param seed seed of the trial
   * @param run name of the child run
   * @param state how the run stands
   * @param result its result, also of a failed run; absent while there is none
   */
  public record Cell(
      String method,
      String forget,
      Optional<Double> share,
      long seed,
      String run,
      RunState state,
      Optional<RunResult> result) {}
}
