package io.lethe.workflows.contract;

import io.lethe.workflows.request.CompareRequest;
import java.util.List;
import java.util.Optional;

/**
 * Input of a comparison: a stored request, so without record ids.
 *
 * @param request the normal form; every list of ids is a reference to a stored object
 * @param requestDigest digest that tells equal requests from others under one name
 * @param carried what goes over a continue-as-new; empty at the start
 * @param withdrawn who cancelled it before it was started: it only writes the record that says so
 */
public record CompareInput(
    CompareRequest request,
    String requestDigest,
    Optional<Carried> carried,
    Optional<Decision> withdrawn) {
  /** A fresh start. */
  public static CompareInput of(CompareRequest request, String requestDigest) {
    return new CompareInput(request, requestDigest, Optional.empty(), Optional.empty());
  }

  /** The same comparison in its next execution. */
  public CompareInput carry(long startedAtMillis, List<Ended> ended) {
    return new CompareInput(
        request, requestDigest, Optional.of(new Carried(startedAtMillis, ended)), withdrawn);
  }

  /** The same comparison, cancelled before it is started. */
  public CompareInput withdraw(Decision decision) {
    return new CompareInput(request, requestDigest, carried, Optional.of(decision));
  }

  /** Runs that have ended, by what is carried. */
  public List<Ended> ended() {
    return carried.map(Carried::ended).orElse(List.of());
  }

  /**
   * What goes over a continue-as-new: also failed runs, which are not begun again.
   *
   * @param startedAtMillis when the first execution began, Unix time in milliseconds
   * @param ended runs that have ended
   */
  public record Carried(long startedAtMillis, List<Ended> ended) {}

  /**
   * A run that has ended.
   *
   * @param run its name
   * @param outcome how
   */
  public record Ended(String run, RunOutcome outcome) {}
}
