package io.lethe.worker.bench;

import io.lethe.activities.Json;
import io.lethe.activities.Layout;
import io.lethe.activities.RequestDigest;
import io.lethe.store.ObjectStore;
import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.contract.RunResult;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.request.Request;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Records of runs that nobody has executed, straight in the store; removed when closed. */
final class PastRuns implements AutoCloseable {
  private static final long POLL_MILLIS = 100;

  private final ObjectStore store;
  private final String name;
  private final int count;

  private PastRuns(ObjectStore store, String name, int count) {
    this.store = store;
    this.name = name;
    this.count = count;
  }

  /** Stores them under names that begin with {@code name}. */
  static PastRuns store(ObjectStore store, String name, Request request, int count) {
    PastRuns runs = new PastRuns(store, name, count);
    runs.each(
        i ->
            store.put(Layout.run(runs.run(i), "past"), Json.prettySealed(runs.record(i, request))));
    return runs;
  }

  /** As many at a time as this process has workers for. */
  private void each(IntConsumer work) {
    IntStream.range(0, count).parallel().forEach(work);
  }

  private String run(int index) {
    return "%s-past-%05d".formatted(name, index);
  }

  private RunRecord record(int index, Request like) {
    Request request = SampleRequests.named(like, run(index), index);
    Instant at = Instant.now().minusSeconds(count - index);
    RunResult result = RunResult.bare(request.name(), RunState.COMPLETED, Optional.empty());
    return new RunRecord(
        request.name(),
        "past",
        RequestDigest.of(request),
        request,
        Optional.empty(),
        RunState.COMPLETED,
        "evaluate",
        at,
        at,
        List.of(),
        Optional.of(result));
  }

  /** What the keys of the first hundred begin with. */
  String prefixOfHundred() {
    return Layout.RUNS + run(0).replaceFirst("00$", "");
  }

  /** Waits until a gateway that has just been started lists all; gives the seconds. */
  double awaitListed(GatewayClient gateway) throws IOException, InterruptedException {
    while (gateway.runs() < count) {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    return gateway.age();
  }

  @Override
  public void close() {
    each(i -> store.delete(Layout.run(run(i), "past")));
  }
}
