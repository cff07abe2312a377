package io.lethe.workflows.pipeline;

import io.lethe.workflows.client.ComparisonAssembly;
import io.lethe.workflows.client.RunRecords;
import io.lethe.workflows.contract.Admission;
import io.lethe.workflows.contract.ArtifactRef;
import io.lethe.workflows.contract.CompareActivities;
import io.lethe.workflows.contract.CompareInput;
import io.lethe.workflows.contract.Comparison;
import io.lethe.workflows.contract.ComputeActivities;
import io.lethe.workflows.contract.Evaluation;
import io.lethe.workflows.contract.FoundRun;
import io.lethe.workflows.contract.Notice;
import io.lethe.workflows.contract.NotifyActivities;
import io.lethe.workflows.contract.PreparedRun;
import io.lethe.workflows.contract.Progress;
import io.lethe.workflows.contract.Publication;
import io.lethe.workflows.contract.PublishActivities;
import io.lethe.workflows.contract.PublishInput;
import io.lethe.workflows.contract.RawRequest;
import io.lethe.workflows.contract.RunInput;
import io.lethe.workflows.contract.RunOutcome;
import io.lethe.workflows.contract.RunQuery;
import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.contract.RunStart;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.contract.SliceResult;
import io.lethe.workflows.contract.StageInput;
import io.lethe.workflows.contract.StageResult;
import io.lethe.workflows.contract.StoreActivities;
import io.lethe.workflows.request.Kind;
import io.lethe.workflows.request.Request;
import io.lethe.workflows.request.RequestFormat;
import io.lethe.workflows.request.RequestReader;
import io.lethe.workflows.request.RunRequest;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;

/** Activities that answer at once with made-up results and remember how they were called. */
class FakeActivities
    implements ComputeActivities,
        StoreActivities,
        CompareActivities,
        NotifyActivities,
        PublishActivities,
        RunRecords {
  final List<String> calls = new CopyOnWriteArrayList<>();
  final List<RunRecord> written = new CopyOnWriteArrayList<>();
  final ConcurrentMap<String, RunRecord> latest = new ConcurrentHashMap<>();
  final AtomicInteger slicesOfUnlearning = new AtomicInteger(1);
  final List<Notice> notices = new CopyOnWriteArrayList<>();
  final List<String> unlearned = new CopyOnWriteArrayList<>();
  final List<String> trained = new CopyOnWriteArrayList<>();
  final List<Comparison> comparisons = new CopyOnWriteArrayList<>();
  final Set<String> inFlight = ConcurrentHashMap.newKeySet();
  final AtomicInteger mostInFlight = new AtomicInteger();
  volatile Consumer<StageInput> onWork = input -> {};
  volatile ToDoubleFunction<Request> uaOfUnlearned = request -> 5;
  volatile Runnable beforeUnlearning = () -> {};
  volatile Runnable beforePreparing = () -> {};
  volatile Runnable receiver = () -> {};
  volatile UnaryOperator<Admission> admission = UnaryOperator.identity();

  @Override
  public PreparedRun prepare(RawRequest request) {
    calls.add("prepare");
    beforePreparing.run();
    RunRequest read = RequestReader.readRun(request.text());
    return new PreparedRun(
        RunStart.of(read, RequestFormat.digest(read)),
        latest(read.name()).flatMap(RunRecord::result));
  }

  @Override
  public Admission admit(RunInput run) {
    calls.add("admit " + run.request().name());
    return admission.apply(
        new Admission(
            "checked",
            run.request().model().ref().map(FakeActivities::ref),
            run.request().baseline().ref().map(FakeActivities::ref),
            "d".repeat(64),
            10,
            90,
            20,
            "f".repeat(64),
            "e".repeat(64),
            List.of("small forget set")));
  }

  @Override
  public SliceResult mask(StageInput input) {
    calls.add("mask");
    return done("mask", Map.of("mask", ref("mask")), Optional.empty());
  }

  @Override
  public SliceResult unlearn(StageInput input) {
    calls.add("unlearn" + input.mask().map(m -> " with " + m.key()).orElse(""));
    unlearned.add(input.run().request().name());
    beforeUnlearning.run();
    onWork.accept(input);
    return slicesOfUnlearning.decrementAndGet() > 0
        ? new SliceResult(Progress.of("unlearn"), Optional.empty())
        : done("unlearn", Map.of("model", ref("unlearned")), Optional.empty());
  }

  @Override
  public SliceResult train(StageInput input) {
    calls.add("train " + input.run().population().orElse("all"));
    trained.add(input.run().request().name());
    onWork.accept(input);
    return done("train", Map.of("model", ref("trained")), Optional.empty());
  }

  @Override
  public SliceResult evaluate(StageInput input) {
    String subject = input.subject().orElseThrow().key();
    calls.add("evaluate " + subject);
    double ua =
        subject.equals("unlearned")
            ? uaOfUnlearned.applyAsDouble(input.run().request())
            : subject.equals("trained") ? 7 : 0;
    return done(
        "evaluate",
        Map.of(),
        Optional.of(
            new Evaluation(
                Map.of("ua", ua, "ra", 99.0),
                Map.of("ua", "ua.percent_wrong"),
                Map.of("ua", List.of(4.0, 6.0)),
                Map.of("mia.auc_confidence_forget", 0.5),
                List.of())));
  }

  @Override
  public void writeRunRecord(RunRecord record) {
    written.add(record);
    latest.merge(record.name(), record, FakeActivities::newer);
    if (record.request().kind() != Kind.COMPARE) {
      countInFlight(record);
    }
  }

  /**
   * A write that nobody waits for any more, of a run that was cancelled, may come after the last.
   */
  private static RunRecord newer(RunRecord present, RunRecord record) {
    boolean late =
        present.execution().equals(record.execution())
            && present.result().isPresent()
            && record.result().isEmpty();
    return late ? present : record;
  }

  /** From its first record to its last. */
  private synchronized void countInFlight(RunRecord record) {
    if (latest.get(record.name()).result().isPresent()) {
      inFlight.remove(record.name());
    } else {
      inFlight.add(record.name());
    }
    mostInFlight.accumulateAndGet(inFlight.size(), Math::max);
  }

  @Override
  public FoundRun find(RunQuery query) {
    return new FoundRun(
        latest(query.run())
            .filter(record -> record.requestDigest().equals(query.requestDigest()))
            .filter(record -> record.state().endedWell())
            .flatMap(RunRecord::result)
            .map(RunOutcome::of));
  }

  @Override
  public ArtifactRef assemble(CompareInput input) {
    comparisons.add(new ComparisonAssembly(input.request(), this).with(input.ended()).gather());
    return ref("comparison");
  }

  @Override
  public void deliver(Notice notice) {
    notices.add(notice);
    receiver.run();
  }

  @Override
  public Publication publish(PublishInput input) {
    calls.add("publish to " + input.run().request().publish().orElseThrow().to());
    return new Publication("v", "a", Map.of("unlearned", ref("released")));
  }

  @Override
  public Optional<RunRecord> latest(String name) {
    return Optional.ofNullable(latest.get(name));
  }

  @Override
  public List<RunRecord> list() {
    return latest.values().stream()
        .sorted(Comparator.comparing(RunRecord::startedAt).reversed())
        .toList();
  }

  List<RunState> states() {
    return written.stream().map(RunRecord::state).distinct().toList();
  }

  static ArtifactRef ref(String key) {
    return new ArtifactRef(key, "0".repeat(64), 7);
  }

  private static SliceResult done(
      String stage, Map<String, ArtifactRef> artifacts, Optional<Evaluation> evaluation) {
    return new SliceResult(
        Progress.of(stage),
        Optional.of(new StageResult(stage, "key", artifacts, evaluation, 1.5, 1, true, List.of())));
  }
}
