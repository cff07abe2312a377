package io.lethe.worker.bench;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.lethe.activities.Layout;
import io.lethe.store.Location;
import io.lethe.store.ObjectInfo;
import io.lethe.store.ObjectStore;
import io.lethe.worker.progress.ProgressLine;
import io.lethe.worker.runtime.Session;
import io.lethe.workflows.contract.RunResult;
import io.lethe.workflows.request.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * How fast the gateway answers, each number beside a control of the same minute: what the servers
 * behind it take for the least that must happen.
 *
 * @param server where the runs were executed
 * @param trigger from the request of a run to its answer, over HTTP, one after the other
 * @param triggerControl the run started by a client of Temporal, and one small object stored
 * @param records runs that were there while pages were asked for
 * @param loadSeconds from the gateway's start until all of them were listed
 * @param page a page of 100 runs, over HTTP
 * @param pageControl a listing of 100 objects of the store
 * @param runs how many of the triggered runs ended in which state
 * @param runsSeconds from the start of a worker until all of them had ended
 */
@JsonPropertyOrder({
  "server",
  "trigger",
  "triggerControl",
  "records",
  "loadSeconds",
  "page",
  "pageControl",
  "runs",
  "runsSeconds"
})
public record GatewayBench(
    String server,
    Latency trigger,
    Latency triggerControl,
    int records,
    double loadSeconds,
    Latency page,
    Latency pageControl,
    Map<String, Integer> runs,
    double runsSeconds) {
  /** Runs of a page. */
  public static final int PAGE = 100;

  private static final int WARM_UP = 5;
  private static final int PAGES = 100;

  /**
   * What is to be measured, and where.
   *
   * @param triggers how many runs are triggered
   * @param records how many past runs there are
   * @param threads threads inside one operator
   * @param samples the folder {@code samples} of a checkout
   * @param scratch an empty folder
   */
  public record Settings(int triggers, int records, int threads, Path samples, Path scratch) {}

  /** Starts a worker on all queues; closed when the runs have ended. */
  @FunctionalInterface
  public interface Workers {
    /** Starts it. */
    AutoCloseable start() throws IOException;
  }

  /**
   * Measures; no worker must be running before: the runs wait until all are triggered.
   *
   * @param session servers without a worker
   */
  @SuppressWarnings("try") // The worker is there to be closed.
  public static GatewayBench run(
      Settings settings, Session session, Workers workers, ProgressLine line) throws Exception {
    ObjectStore store = session.store();
    FlightRequests requests =
        FlightRequests.store(settings.samples(), settings.scratch(), settings.threads(), store);
    String prefix = "bench-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    Latency.Clock trigger = new Latency.Clock();
    Latency.Clock triggerControl = new Latency.Clock();
    Latency.Clock page = new Latency.Clock();
    Latency.Clock pageControl = new Latency.Clock();
    List<String> names = new ArrayList<>();
    int index = 0;
    try (PastRuns past =
            PastRuns.store(store, prefix, requests.small(index++), settings.records());
        GatewayClient gateway = GatewayClient.start(session)) {
      line.print("bench: %d past runs".formatted(settings.records()));
      double loadSeconds = past.awaitListed(gateway);
      for (int i = 0; i < WARM_UP; i++) {
        names.add(gateway.trigger(requests.small(index++)));
        gateway.page(PAGE);
      }
      for (int i = 0; i < settings.triggers(); i++) {
        line.print("bench: trigger %d of %d".formatted(i + 1, settings.triggers()));
        Request triggered = requests.small(index++);
        names.add(trigger.time(() -> gateway.trigger(triggered)));
        Request started = requests.small(index++);
        names.add(triggerControl.time(() -> bare(session, started)));
      }
      for (int i = 0; i < PAGES; i++) {
        page.time(() -> gateway.page(PAGE));
        pageControl.time(() -> list(store, past));
      }
      long begin = System.nanoTime();
      Map<String, Integer> states = executed(session, workers, names, line);
      return new GatewayBench(
          session.place(),
          trigger.latency(),
          triggerControl.latency(),
          settings.records(),
          loadSeconds,
          page.latency(),
          pageControl.latency(),
          states,
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin) / 1000.0);
    }
  }

  /** The runs have a worker for as long as they need one. */
  private static Map<String, Integer> executed(
      Session session, Workers workers, List<String> names, ProgressLine line) throws Exception {
    Map<String, Integer> states = new TreeMap<>();
    AutoCloseable worker = workers.start();
    try {
      for (String name : names) {
        line.print("bench: %d of %d runs ended".formatted(total(states), names.size()));
        RunResult result = session.runs().await(name);
        states.merge(result.state().wireName(), 1, Integer::sum);
      }
    } finally {
      worker.close();
    }
    return states;
  }

  /** What a trigger cannot do without. */
  private static String bare(Session session, Request request) {
    Location place = Layout.probe(Layout.BUCKET, Layout.REQUESTS + request.name() + "/");
    session.store().put(place, request.name().getBytes(StandardCharsets.UTF_8));
    return session.runs().start(request).name();
  }

  private static long list(ObjectStore store, PastRuns past) {
    try (Stream<ObjectInfo> objects = store.list(Layout.BUCKET, past.prefixOfHundred())) {
      return objects.count();
    }
  }

  private static int total(Map<String, Integer> states) {
    return states.values().stream().mapToInt(Integer::intValue).sum();
  }
}
