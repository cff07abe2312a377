package io.lethe.worker.runtime;

import io.lethe.activities.plan.ComparePlanner;
import io.lethe.activities.plan.Planner;
import io.lethe.store.ObjectStore;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.worker.imports.LocalRefs;
import io.lethe.worker.imports.Staging;
import io.lethe.workflows.request.CompareRequest;
import io.lethe.workflows.request.ForgetSpec;
import io.lethe.workflows.request.Request;
import io.lethe.workflows.request.RequestFormat;
import io.lethe.workflows.request.RunRequest;
import io.lethe.workflows.request.SearchSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The way of a request to its start: staged, its name free, checked, stored; in this order. */
public final class Submission {
  private static final Pattern FORGET_SET =
      Pattern.compile("(?:search\\.)?forget\\[(\\d+)\\]\\..*");

  private final Session session;
  private final RunRequest typed;
  private final Staging staging = new Staging();
  private final RunRequest staged;

  private Submission(Session session, RunRequest typed, List<Path> bases) throws IOException {
    this.session = session;
    this.typed = typed;
    this.staged = new LocalRefs(typed, bases, session.store(), staging).stage();
  }

  /**
   * Stages what the request names.
   *
   * @param bases folders in which local paths are looked for; where there are none, they are
   *     refused
   * @throws InvalidInputException naming the field whose file is missing or not of the right kind
   */
  public static Submission of(Session session, RunRequest typed, List<Path> bases)
      throws IOException {
    return new Submission(session, typed, bases);
  }

  /** The request with references only, also to what is not stored yet. */
  public RunRequest staged() {
    return staged;
  }

  /**
   * Holds the request against its data and its model; nothing is stored or started.
   *
   * @return a {@link io.lethe.activities.plan.Plan} or a {@link
   *     io.lethe.activities.plan.ComparePlan}
   */
  public Object plan() {
    return plan(session.store());
  }

  /**
   * The same, with everything read through a view of the store. The staged files are seen as if
   * they were stored.
   */
  public Object plan(ObjectStore view) {
    Planner planner = session.plannerOver(staging.over(view));
    try {
      return staged instanceof CompareRequest comparison
          ? new ComparePlanner(planner, comparison).plan()
          : planner.plan((Request) staged);
    } catch (InvalidInputException e) {
      throw asTyped(e);
    }
  }

  /** Brings what is staged into the store, and gives the request that may be started then. */
  public RunRequest upload() {
    staging.upload(session.store());
    return staged;
  }

  /** Checks the request and stores what it names; gives the request that may be started then. */
  public RunRequest admit() {
    session.runs().requireFreeName(staged);
    plan();
    return upload();
  }

  /** Equal for submissions that ask for the same, whatever their runs are called. */
  public String question() {
    return RequestFormat.digest(typed);
  }

  /**
   * What was typed inline became a file on its way: the person knows it by the field they wrote.
   */
  private InvalidInputException asTyped(InvalidInputException error) {
    String field = error.field();
    boolean inline =
        forgetSet(field)
            .filter(
                forget ->
                    (forget.ids().isPresent() && field.endsWith(".idsFrom"))
                        || (forget.subject().isPresent() && field.endsWith(".subjectFrom")))
            .isPresent();
    return inline ? error.of(field.replace("From", "")) : error;
  }

  /** The forget set as it was typed, by a path such as {@code search.forget[1].idsFrom}. */
  private Optional<ForgetSpec> forgetSet(String field) {
    if (typed instanceof Request single) {
      return single.forget().filter(forget -> field.startsWith("forget."));
    }
    CompareRequest comparison = (CompareRequest) typed;
    List<ForgetSpec> sets =
        field.startsWith("search.")
            ? comparison.search().map(SearchSpec::forget).orElse(List.of())
            : comparison.forget();
    Matcher path = FORGET_SET.matcher(field);
    return path.matches()
        ? Optional.of(sets.get(Integer.parseInt(path.group(1))))
        : Optional.empty();
  }
}
