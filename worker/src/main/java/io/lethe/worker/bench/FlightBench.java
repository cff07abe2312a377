package io.lethe.worker.bench;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.lethe.store.ObjectStore;
import io.lethe.worker.progress.ProgressLine;
import io.lethe.worker.runtime.Runs;
import io.lethe.workflows.contract.Decision;
import io.lethe.workflows.contract.Failure;
import io.lethe.workflows.contract.RunResult;
import io.lethe.workflows.request.Request;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Many runs in flight on one worker, and how soon a cancelled run leaves the device idle.
 *
 * @param server where the runs were executed
 * @param runs how many were started
 * @param states how many ended in which state
 * @param failure what the first run that failed says
 * @param inFlight runs that had been started and not ended when the last one was started
 * @param startSeconds from the first start to the last
 * @param seconds from the first start to the last end
 * @param peakMiB largest resident memory of this process, which is the worker (and with an embedded
 *     server that too), sampled once a second
 * @param peakThreads largest number of threads of this process
 * @param cancelSeconds from each cancel, in the middle of a stage, to the end of the run, which
 *     waits for the device; ascending
 */
@JsonPropertyOrder({
  "server",
  "runs",
  "states",
  "failure",
  "inFlight",
  "startSeconds",
  "seconds",
  "peakMiB",
  "peakThreads",
  "cancelSeconds"
})
public record FlightBench(
    String server,
    int runs,
    Map<String, Integer> states,
    Optional<String> failure,
    int inFlight,
    double startSeconds,
    double seconds,
    double peakMiB,
    int peakThreads,
    List<Double> cancelSeconds) {
  private static final Decision STOP = new Decision("lethe bench", "measures the cancel");
  private static final long POLL_MILLIS = 100;

  /**
   * What is to be measured, and where.
   *
   * @param runs how many runs
   * @param cancels how many cancels
   * @param threads threads inside one operator
   * @param samples the folder {@code samples} of a checkout
   * @param scratch an empty folder
   */
  public record Settings(int runs, int cancels, int threads, Path samples, Path scratch) {}

  /**
   * Measures; a worker on all queues must be running in this process, and no other one.
   *
   * @param server what the report calls the server
   * @param line says how far it is
   */
  public static FlightBench run(
      Settings settings, String server, Runs runs, ObjectStore store, ProgressLine line)
      throws IOException, InterruptedException {
    FlightRequests requests =
        FlightRequests.store(settings.samples(), settings.scratch(), settings.threads(), store);
    List<Double> cancels = new ArrayList<>();
    for (int i = 0; i < settings.cancels(); i++) {
      line.print("bench: cancel %d of %d".formatted(i + 1, settings.cancels()));
      cancels.add(cancel(runs, requests.large(i)));
    }
    cancels.sort(null);
    try (ProcessPeak peak = ProcessPeak.watch()) {
      long begin = System.nanoTime();
      List<String> names = new ArrayList<>();
      for (int i = 0; i < settings.runs(); i++) {
        names.add(runs.start(requests.small(i)).name());
      }
      double started = secondsSince(begin);
      int inFlight = (int) names.stream().filter(runs::running).count();
      Map<String, Integer> states = new TreeMap<>();
      List<Failure> failures = new ArrayList<>();
      for (String name : names) {
        line.print("bench: %d of %d runs ended".formatted(total(states), settings.runs()));
        RunResult result = runs.await(name);
        states.merge(result.state().wireName(), 1, Integer::sum);
        result.failure().ifPresent(failures::add);
      }
      return new FlightBench(
          server,
          settings.runs(),
          states,
          failures.stream().findFirst().map(Failure::message),
          inFlight,
          started,
          secondsSince(begin),
          peak.mebibytes(),
          peak.threads(),
          cancels);
    }
  }

  private static double cancel(Runs runs, Request request) throws InterruptedException {
    String name = runs.start(request).name();
    // A step has been made, so the cancel meets a device that computes.
    while (runs.status(name).filter(status -> status.progress().step() > 0).isEmpty()) {
      if (!runs.running(name)) {
        throw new IllegalStateException("the run to be cancelled ended: " + runs.await(name));
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    long asked = System.nanoTime();
    runs.cancel(name, STOP);
    runs.await(name);
    return secondsSince(asked);
  }

  private static int total(Map<String, Integer> states) {
    return states.values().stream().mapToInt(Integer::intValue).sum();
  }

  private static double secondsSince(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos) / 1000.0;
  }
}
