package io.lethe.workflows.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a comparison has gathered: one cell a run, in the order of the request. A report is a
 * function of this object alone.
 *
 * @param runId name of the comparison
 * @param cells methods × forget sets × seeds
 * @param baselines how the Retrain baselines of the trials stand; empty where none are trained or
 *     looked for
 * @param search the hyper-parameter search, where there is one
 */
public record Comparison(
    String runId,
    List<Cell> cells,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<BaselineRun> baselines,
    Optional<Search> search) {
  /** Copies the lists. */
  public Comparison {
    cells = List.copyOf(cells);
    baselines = baselines == null ? List.of() : List.copyOf(baselines);
  }

  /** A comparison of which only the cells are known. */
  public Comparison(String runId, List<Cell> cells) {
    this(runId, cells, List.of(), Optional.empty());
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

  /**
   * The Retrain baseline of one forget set.
   *
   * @param forget label of the forget set
   * @param seed seed of the trial it was trained for; other seeds share it where they forget the
   *     same records
   * @param run name of the run that trains it; a baseline found by content has no run of that name
   * @param state how it stands; completed also where it was found
   * @param failure why there is none
   * @param seconds seconds of its training; absent where there was none for this comparison
   */
  public record BaselineRun(
      String forget,
      long seed,
      String run,
      RunState state,
      Optional<Failure> failure,
      Optional<Double> seconds) {}

  /**
   * How hyper-parameters were chosen: by the smallest mean Avg. Gap over trials that are not among
   * the cells.
   *
   * @param seeds seeds of the trials
   * @param runs candidates × trials
   * @param choices what was chosen, by row and forget set; a row without a choice kept the values
   *     of its request
   */
  public record Search(List<Long> seeds, List<SearchRun> runs, List<Choice> choices) {
    /** Copies the lists. */
    public Search {
      seeds = List.copyOf(seeds);
      runs = List.copyOf(runs);
      choices = List.copyOf(choices);
    }
  }

  /**
   * One candidate on one trial of the search.
   *
   * @param candidate number of the candidate within its row
   * @param parameters the hyper-parameters it sets
   * @param cell the run
   */
  public record SearchRun(int candidate, Map<String, Object> parameters, Cell cell) {}

  /**
   * What was chosen for the cells of one row and forget set.
   *
   * @param method label of the row
   * @param forget label of the forget set that is reported
   * @param candidate number of the candidate within its row
   * @param parameters the hyper-parameters it sets
   * @param avgGap mean Avg. Gap over the trials of the search, percentage points
   */
  public record Choice(
      String method, String forget, int candidate, Map<String, Object> parameters, double avgGap) {}
}
