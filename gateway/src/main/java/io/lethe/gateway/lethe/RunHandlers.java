package io.lethe.gateway.lethe;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.lethe.gateway.Desk;
import io.lethe.gateway.Principal;
import io.lethe.gateway.RunEntry;
import io.lethe.gateway.Trigger;
import io.lethe.gateway.UnknownRunException;
import io.lethe.workflows.client.Standing;
import io.lethe.workflows.client.StartedRun;
import io.lethe.workflows.contract.Decision;
import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.request.RequestFormat;
import io.lethe.workflows.request.RunRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Starts, lists, shows and steers runs. */
final class RunHandlers {
  private static final String NOBODY = "anonymous";

  private final Desk desk;
  private final Cards cards;

  RunHandlers(Desk desk, Cards cards) {
    this.desk = desk;
    this.cards = cards;
  }

  /**
   * A page of runs.
   *
   * @param runs the runs of the page
   * @param total number of runs of all pages
   */
  record Page(List<Card> runs, int total) {}

  /**
   * A run that was asked for.
   *
   * @param name its name
   * @param attached whether the same request was running or finished before
   */
  record Started(String name, boolean attached) {}

  void plan(Context context) throws IOException {
    context.json(desk.plan(Bodies.request(context)));
  }

  void list(Context context) throws IOException {
    RunFilter filter = RunFilter.of(context);
    List<Card> found = filter.of(cards.of(desk.runs())).toList();
    context.json(
        new Page(
            found.stream().skip(filter.offset()).limit(filter.limit()).toList(), found.size()));
  }

  void start(Context context) throws IOException {
    RunRequest request = Bodies.request(context);
    Trigger trigger =
        new Trigger(
            "lethe_" + request.kind().name().toLowerCase(Locale.ROOT),
            Optional.of(Principal.of(context).name()).filter(name -> !name.isEmpty()),
            Instant.now(),
            Optional.empty(),
            Optional.empty());
    started(context, desk.start(request, trigger));
  }

  void retry(Context context) throws IOException {
    StartedRun run = desk.retry(entry(context).name());
    cards.forget(run.name());
    started(context, run);
  }

  private static void started(Context context, StartedRun run) {
    context
        .status(HttpStatus.CREATED)
        .header("Location", LetheRoutes.BASE + "/runs/" + run.name())
        .json(new Started(run.name(), run.attached()));
  }

  void show(Context context) throws IOException {
    RunEntry entry = entry(context);
    Optional<Standing> standing = cards.standing(entry);
    Optional<RunRecord> record = standing.map(Standing::record);
    boolean running = standing.flatMap(Standing::live).isPresent();
    Card card = cards.of(entry, standing);
    context.json(
        new RunDetail(
            card,
            RequestFormat.tree(entry.request()),
            entry.trigger().note(),
            running ? desk.trouble(entry.name()) : Optional.empty(),
            record.map(RunRecord::stages).orElse(List.of()).stream()
                .map(RunDetail.Stage::of)
                .toList(),
            // That of the try before says nothing about the one that is to come.
            record.filter(found -> card.begun()).flatMap(RunRecord::result),
            record.flatMap(Measured::of),
            desk.executions(entry.name()).stream().map(RunDetail.Execution::of).toList()));
  }

  /** What a person decides about a run. */
  private interface Deciding {
    void about(String run, Decision decision) throws IOException;
  }

  void cancel(Context context) throws IOException {
    decide(context, desk::cancel);
  }

  void approve(Context context) throws IOException {
    decide(context, desk::approve);
  }

  void reject(Context context) throws IOException {
    decide(context, desk::reject);
  }

  private void decide(Context context, Deciding deciding) throws IOException {
    String reason = Bodies.reason(context);
    String name = Principal.of(context).name();
    RunEntry entry = entry(context);
    deciding.about(entry.name(), new Decision(name.isEmpty() ? NOBODY : name, reason));
    cards.forget(entry.name());
    context.json(cards.of(entry(context)));
  }

  private RunEntry entry(Context context) throws IOException {
    return entry(desk, context);
  }

  /**
   * The run of the path.
   *
   * @throws UnknownRunException if there is none
   */
  static RunEntry entry(Desk desk, Context context) throws IOException {
    String name = context.pathParam("name");
    return desk.run(name).orElseThrow(() -> new UnknownRunException(name));
  }
}
