package io.lethe.workflows.contract;

import io.lethe.workflows.request.Request;
import java.util.Optional;

/**
 * Input of both workflows: a stored request, so without record ids.
 *
 * @param request the normal form; every list of ids is a reference to a stored object
 * @param requestDigest digest that tells equal requests from others under one name
 * @param population model whose training manifest limits what may be trained on, for a baseline;
 *     the whole training split where absent
 * @param carried what goes over a continue-as-new; empty at the start
 * @param withdrawn who cancelled it before it was started: it only writes the record that says so
 */
public record RunInput(
    Request request,
    String requestDigest,
    Optional<String> population,
    Optional<Carried> carried,
    Optional<Decision> withdrawn) {

  /** A fresh start. */
  public static RunInput of(Request request, String requestDigest) {
    return of(request, requestDigest, Optional.empty());
  }

  /** A fresh start of a run whose training data may be limited. */
  public static RunInput of(Request request, String requestDigest, Optional<String> population) {
    return new RunInput(request, requestDigest, population, Optional.empty(), Optional.empty());
  }

  /**
   * What a recorded execution was started with: for the same run once more.
   *
   * @throws IllegalArgumentException if the record is of a comparison
   */
  public static RunInput of(RunRecord record) {
    if (!(record.request() instanceof Request request)) {
      throw new IllegalArgumentException("'" + record.name() + "' is no run of one model");
    }
    return of(request, record.requestDigest(), record.population());
  }

  /** The same run in its next execution. */
  public RunInput carry(long startedAtMillis, long slices) {
    return new RunInput(
        request,
        requestDigest,
        population,
        Optional.of(new Carried(startedAtMillis, slices)),
        withdrawn);
  }

  /** The same run, cancelled before it is started. */
  public RunInput withdraw(Decision decision) {
    return new RunInput(request, requestDigest, population, carried, Optional.of(decision));
  }

  /**
   * What goes over a continue-as-new; everything else is found again by content.
   *
   * @param startedAtMillis when the first execution began, Unix time in milliseconds
   * @param slices slices run so far
   */
  public record Carried(long startedAtMillis, long slices) {}
}
