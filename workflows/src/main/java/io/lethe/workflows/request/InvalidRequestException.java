package io.lethe.workflows.request;

import java.util.List;
import java.util.stream.Collectors;

/** A request that a person must correct; holds every problem that was found, not the first only. */
public class InvalidRequestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  // Never sent over the wire in serialised Java form.
  private final transient List<Problem> problems;

  /** Creates the exception. */
  public InvalidRequestException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** What is wrong, in document order. */
  public List<Problem> problems() {
    return problems;
  }
}
