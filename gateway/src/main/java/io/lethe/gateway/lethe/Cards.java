package io.lethe.gateway.lethe;

import io.lethe.gateway.LiveStates;
import io.lethe.gateway.RunEntry;
import io.lethe.workflows.client.Standing;
import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.contract.RunResult;
import io.lethe.workflows.contract.RunStatus;
import io.lethe.workflows.request.CompareRequest;
import io.lethe.workflows.request.ComparedMethod;
import io.lethe.workflows.request.Request;
import io.lethe.workflows.request.RunRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Runs as they stand. */
final class Cards {
  private final LiveStates live;

  Cards(LiveStates live) {
    this.live = live;
  }

  /** The runs in the same order; Temporal is asked about those that have not ended. */
  List<Card> of(List<RunEntry> entries) {
    Map<String, Standing> standings =
        live.of(
            entries.stream()
                .flatMap(entry -> entry.record().stream())
                .filter(record -> !record.state().ended())
                .toList());
    return entries.stream()
        .map(entry -> of(entry, Optional.ofNullable(standings.get(entry.name()))))
        .toList();
  }

  /** One run, where it stands also by Temporal. */
  Card of(RunEntry entry) {
    return of(entry, standing(entry));
  }

  /** Where a run stands; empty where no worker has begun with it. */
  Optional<Standing> standing(RunEntry entry) {
    return entry.record().map(live::of);
  }

  /** The card of a run of which that is known. */
  Card of(RunEntry entry, Optional<Standing> standing) {
    Optional<RunRecord> record = standing.map(Standing::record).or(entry::record);
    Instant asked = entry.trigger().at();
    return new Card(
        entry.name(),
        entry.request().kind(),
        method(entry.request()),
        standing
            .map(Cards::state)
            .or(() -> record.map(found -> found.state().wireName()))
            .orElse(Card.QUEUED),
        standing.map(Standing::stage).or(() -> record.map(RunRecord::stage)).orElse(""),
        record.map(RunRecord::startedAt).orElse(asked),
        record.map(RunRecord::updatedAt).orElse(asked),
        entry.trigger().by(),
        record
            .flatMap(found -> found.result().or(() -> Measured.of(found)))
            .flatMap(RunResult::avgGap),
        standing.flatMap(Standing::live).map(RunStatus::progress));
  }

  /** Executed again, and not so far yet that there is a record of it: as nobody had begun. */
  private static String state(Standing standing) {
    boolean again = standing.record().state().ended() && standing.live().isPresent();
    return again ? Card.QUEUED : standing.state();
  }

  /** What was known of a run is no longer so: somebody has started it again or decided about it. */
  void forget(String run) {
    live.forget(run);
  }

  private static String method(RunRequest request) {
    return request instanceof CompareRequest comparison
        ? comparison.methods().stream().map(ComparedMethod::label).collect(Collectors.joining(", "))
        : ((Request) request).method().name();
  }
}
