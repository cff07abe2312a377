package io.lethe.workflows.pipeline;

import io.lethe.workflows.contract.ArtifactRef;
import io.lethe.workflows.contract.CompareInput;
import io.lethe.workflows.contract.Failure;
import io.lethe.workflows.contract.FailureKind;
import io.lethe.workflows.contract.RunOutcome;
import io.lethe.workflows.contract.RunResult;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.request.CompareRequest;
import io.lethe.workflows.request.CompareRuns;
import io.lethe.workflows.request.ComparedRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The result of a comparison: how many runs ended how, and the worst that happened to one. */
final class CompareResult {
  /** Failures spelled out in the message; all of them are in the comparison. */
  private static final int SPELLED_OUT = 5;

  private static final int LONGEST_MESSAGE = 200;

  /** The first that occurs decides: what another attempt can help comes before what it cannot. */
  private static final List<FailureKind> WORST_FIRST =
      List.of(FailureKind.PLATFORM, FailureKind.DATA, FailureKind.USER, FailureKind.CANCELLED);

  private final CompareRequest request;
  private final CompareRuns runs;
  private final RunBoard board;

  CompareResult(CompareRequest request, CompareRuns runs, RunBoard board) {
    this.request = request;
    this.runs = runs;
    this.board = board;
  }

  RunResult ended(ArtifactRef comparison) {
    Optional<Failure> failure = failure();
    return build(
        failure.isPresent() ? RunState.FAILED : RunState.COMPLETED,
        Map.of("comparison", comparison),
        Optional.empty(),
        failure);
  }

  RunResult build(
      RunState state,
      Map<String, ArtifactRef> artifacts,
      Optional<String> reason,
      Optional<Failure> failure) {
    return RunResult.bare(
        request.name(), state, warnings(), artifacts, reason, failure, Optional.of(board.cells()));
  }

  /** A candidate that diverges is an answer of the search, not a failure of the comparison. */
  private boolean counts(ComparedRun run, Failure failure) {
    return run.role() != ComparedRun.Role.SEARCH || failure.kind() != FailureKind.USER;
  }

  private Optional<Failure> failure() {
    List<String> messages = new ArrayList<>();
    List<FailureKind> kinds = new ArrayList<>();
    for (ComparedRun run : runs.all()) {
      Optional<Failure> failure = board.outcome(run.name()).flatMap(CompareResult::failure);
      if (failure.filter(f -> counts(run, f)).isPresent()) {
        kinds.add(failure.get().kind());
        messages.add(run.name() + ": " + text(failure.get()));
      }
    }
    return WORST_FIRST.stream()
        .filter(kinds::contains)
        .findFirst()
        .map(kind -> new Failure(kind, Optional.empty(), summary(messages)));
  }

  private static Optional<Failure> failure(RunOutcome outcome) {
    if (outcome.state().endedWell()) {
      return Optional.empty();
    }
    return outcome
        .failure()
        .or(
            () ->
                Optional.of(
                    new Failure(
                        FailureKind.CANCELLED, Optional.empty(), outcome.state().wireName())));
  }

  private String summary(List<String> messages) {
    String more =
        messages.size() > SPELLED_OUT
            ? "; … and %d more".formatted(messages.size() - SPELLED_OUT)
            : "";
    return "%d of %d runs did not end well, the others stand: %s%s"
        .formatted(
            messages.size(),
            runs.all().size(),
            messages.stream().limit(SPELLED_OUT).collect(Collectors.joining("; ")),
            more);
  }

  private static String text(Failure failure) {
    String text = failure.field().map(field -> field + ": ").orElse("") + failure.message();
    return text.length() > LONGEST_MESSAGE ? text.substring(0, LONGEST_MESSAGE) + "…" : text;
  }

  private List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    for (ComparedRun baseline : runs.baselines()) {
      if (board.outcome(baseline.name()).filter(o -> o.model().isEmpty()).isPresent()) {
        warnings.add(
            "no baseline for %s, seed %d: its runs have no gaps"
                .formatted(baseline.trial().label(), baseline.trial().seed()));
      }
    }
    for (ComparedRun cell : runs.cells()) {
      if (runs.searched(cell.row())
          && board.outcome(cell.name()).isPresent()
          && runs.choose(cell.row(), cell.trial().set(), board::avgGap).isEmpty()) {
        warnings.add(
            "%s, %s: no candidate of the search has all its gaps; the values of the request were used"
                .formatted(runs.label(cell), cell.trial().label()));
      }
    }
    return warnings.stream().distinct().limit(2L * SPELLED_OUT).toList();
  }

  /** Outcomes as they are carried: messages of failures cut, so that they fit into history. */
  List<CompareInput.Ended> carried() {
    return board.ended().stream()
        .map(run -> new CompareInput.Ended(run.run(), shortened(run.outcome())))
        .toList();
  }

  private static RunOutcome shortened(RunOutcome outcome) {
    return new RunOutcome(
        outcome.state(),
        outcome.avgGap(),
        outcome.model(),
        outcome.failure().map(f -> new Failure(f.kind(), Optional.empty(), shortened(text(f)))));
  }

  private static String shortened(String text) {
    return text.length() > LONGEST_MESSAGE / 2
        ? text.substring(0, LONGEST_MESSAGE / 2) + "…"
        : text;
  }
}
