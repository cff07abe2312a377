package io.lethe.workflows.pipeline;

import io.lethe.workflows.client.RunRecords;
import io.lethe.workflows.contract.Admission;
import io.lethe.workflows.contract.ArtifactRef;
import io.lethe.workflows.contract.ComputeActivities;
import io.lethe.workflows.contract.Evaluation;
import io.lethe.workflows.contract.Notice;
import io.lethe.workflows.contract.NotifyActivities;
import io.lethe.workflows.contract.Progress;
import io.lethe.workflows.contract.Publication;
import io.lethe.workflows.contract.PublishActivities;
import io.lethe.workflows.contract.PublishInput;
import io.lethe.workflows.contract.RunInput;
import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.contract.SliceResult;
import io.lethe.workflows.contract.StageInput;
import io.lethe.workflows.contract.StageResult;
import io.lethe.workflows.contract.StoreActivities;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Activities that answer at once with made-up results and remember how they were called. */
class FakeActivities
    implements ComputeActivities, StoreActivities, NotifyActivities, PublishActivities, RunRecords {
  final List<String> calls = new CopyOnWriteArrayList<>();
  final List<RunRecord> written = new CopyOnWriteArrayList<>();
  final ConcurrentMap<String, RunRecord> latest = new ConcurrentHashMap<>();
  final AtomicInteger slicesOfUnlearning = new AtomicInteger(1);
  final List<Notice> notices = new CopyOnWriteArrayList<>();
  volatile Runnable beforeUnlearning = () -> {};
  volatile Runnable receiver = () -> {};
  volatile UnaryOperator<Admission> admission = UnaryOperator.identity();

  @Override
  public Admission admit(RunInput run) {
    calls.add("admit " + run.request().name());
    return admission.apply(
        new Admission(
            "checked",
            run.request().model().ref().map(FakeActivities::ref),
            Optional.empty(),
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
    beforeUnlearning.run();
    return slicesOfUnlearning.decrementAndGet() > 0
        ? new SliceResult(Progress.of("unlearn"), Optional.empty())
        : done("unlearn", Map.of("model", ref("unlearned")), Optional.empty());
  }

  @Override
  public SliceResult train(StageInput input) {
    calls.add("train " + input.run().population().orElse("all"));
    return done("train", Map.of("model", ref("trained")), Optional.empty());
  }

  @Override
  public SliceResult evaluate(StageInput input) {
    String subject = input.subject().orElseThrow().key();
    calls.add("evaluate " + subject);
    double ua = subject.equals("unlearned") ? 5 : subject.equals("trained") ? 7 : 0;
    return done(
        "evaluate",
        Map.of(),
        Optional.of(
            new Evaluation(
                Map.of("ua", ua, "ra", 99.0),
                Map.of("ua", "ua.percent_wrong"),
                Map.of("ua", List.of(4.0, 6.0)),
                List.of())));
  }

  @Override
  public void writeRunRecord(RunRecord record) {
    written.add(record);
    latest.put(record.name(), record);
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
