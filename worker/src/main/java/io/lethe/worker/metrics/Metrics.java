package io.lethe.worker.metrics;

import com.uber.m3.tally.RootScopeBuilder;
import com.uber.m3.tally.Scope;
import com.uber.m3.tally.ScopeCloseException;
import io.lethe.activities.slice.Measurements;
import io.lethe.unlearning.StepReport;
import io.lethe.workflows.contract.Progress;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.temporal.client.WorkflowClient;
import io.temporal.common.reporter.MicrometerClientStatsReporter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the work of this process: Lethe's, that of Temporal's client, and the JVM's. */
public final class Metrics implements Measurements, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Metrics.class);
  private static final String STAGE = "stage";

  /** How old Temporal's own numbers may be. */
  private static final com.uber.m3.util.Duration REPORT = com.uber.m3.util.Duration.ofSeconds(2);

  private final PrometheusRegistry scrapes = new PrometheusRegistry();
  private final PrometheusMeterRegistry meters;
  private final Scope temporal;
  private final GpuMemory gpus = new GpuMemory();
  private final Map<String, RunningSlice> running = new ConcurrentHashMap<>();

  /** Begins to count. */
  public Metrics() {
    meters =
        new PrometheusMeterRegistry(
            PrometheusConfig.DEFAULT, scrapes, io.micrometer.core.instrument.Clock.SYSTEM);
    meters.config().meterFilter(new WaitBuckets());
    temporal =
        new RootScopeBuilder()
            .reporter(new MicrometerClientStatsReporter(meters))
            .reportEvery(REPORT);
    JvmMetrics.builder().register(scrapes);
    scrapes.register(gpus);
    Gauge.builder(Metric.SLICES_RUNNING.series(), running, Map::size)
        .description(Metric.SLICES_RUNNING.help())
        .register(meters);
  }

  /** Where Temporal's client counts. */
  public Scope temporal() {
    return temporal;
  }

  /** What a scrape reads. */
  PrometheusRegistry scrapes() {
    return scrapes;
  }

  /** Adds what waits in Lethe's queues, asked for at a scrape. */
  public void watchQueues(WorkflowClient client) {
    scrapes.register(new QueueBacklog(client));
  }

  @Override
  public void sliceBegan(String stage) {
    gpus.engineIsLoaded();
    RunningSlice slice = new RunningSlice(System.nanoTime());
    running.put(stage, slice);
    slice.shows(
        Gauge.builder(Metric.CHECKPOINT_AGE.series(), slice, RunningSlice::unsavedSeconds)
            .description(Metric.CHECKPOINT_AGE.help())
            .tag(STAGE, stage)
            .register(meters));
  }

  @Override
  public void stepped(StepReport step, Progress progress) {
    String stage = progress.stage();
    Counter.builder(Metric.IMAGES.series())
        .description(Metric.IMAGES.help())
        .tag(STAGE, stage)
        .register(meters)
        .increment(step.images());
    RunningSlice slice = running.get(stage);
    if (slice != null && progress.imagesPerSecond().filter(slice::runsAt).isPresent()) {
      slice.shows(
          Gauge.builder(Metric.IMAGES_PER_SECOND.series(), slice, RunningSlice::imagesPerSecond)
              .description(Metric.IMAGES_PER_SECOND.help())
              .tag(STAGE, stage)
              .register(meters));
    }
  }

  @Override
  public void checkpointed(String stage, long bytes) {
    DistributionSummary.builder(Metric.CHECKPOINT_BYTES.series())
        .description(Metric.CHECKPOINT_BYTES.help())
        .tag(STAGE, stage)
        .register(meters)
        .record((double) bytes);
    RunningSlice slice = running.get(stage);
    if (slice != null) {
      slice.saved(System.nanoTime());
    }
  }

  /** A number of a slice that is over would say that it still runs. */
  @Override
  public void sliceEnded(String stage) {
    RunningSlice slice = running.remove(stage);
    if (slice != null) {
      for (Meter shown : slice.shown()) {
        meters.remove(shown);
      }
    }
  }

  @Override
  public void finished(String stage, double seconds) {
    Timer.builder(Metric.STAGE_SECONDS.series())
        .description(Metric.STAGE_SECONDS.help())
        .tag(STAGE, stage)
        .register(meters)
        .record(Duration.ofMillis(Math.round(seconds * 1000)));
  }

  @Override
  public void close() {
    try {
      temporal.close();
    } catch (ScopeCloseException e) {
      LOG.warn("Temporal's last numbers were not counted: {}", e.getMessage());
    }
    meters.close();
  }
}
