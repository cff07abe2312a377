package io.lethe.workflows.request;

/**
 * One run that a comparison needs.
 *
 * @param role what it is for
 * @param name its name and workflow id
 * @param trial its forget set and seed
 * @param row position of its method in the request; 0 for a baseline
 * @param candidate point of the row's grid, for a search
 */
public record ComparedRun(Role role, String name, Trial trial, int row, int candidate) {
  /** What runs are for. */
  public enum Role {
    /** Retrain without the trial's D_f. */
    BASELINE,
    /** A point of a grid on a trial of the search. */
    SEARCH,
    /** A cell of the table. */
    CELL
  }
}
