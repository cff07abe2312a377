package io.lethe.workflows.request;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * Where hyper-parameters are chosen: never on what the comparison reports (pitfall P34).
 *
 * @param seeds seeds of the trials of the search; none of them is reported
 * @param forget forget sets of the search; those of the comparison where empty, drawn with the
 *     seeds of the search
 */
public record SearchSpec(
    List<Long> seeds, @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ForgetSpec> forget) {
  /** Copies both lists. */
  public SearchSpec {
    seeds = List.copyOf(seeds);
    forget = forget == null ? List.of() : List.copyOf(forget);
  }
}
