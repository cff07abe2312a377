package io.lethe.worker.metrics;

import com.google.protobuf.util.Durations;
import io.lethe.workflows.contract.TaskQueues;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.temporal.api.enums.v1.TaskQueueType;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.taskqueue.v1.TaskQueueStats;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueRequest;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueResponse;
import io.temporal.client.WorkflowClient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits in every queue of Lethe, also in those that nobody polls. Temporal is asked while a
 * scrape waits, but not at each: Prometheus may come often, and so may several of them.
 */
final class QueueBacklog implements MultiCollector {
  private static final Logger LOG = LoggerFactory.getLogger(QueueBacklog.class);
  private static final Duration FRESH = Duration.ofSeconds(15);

  /** A scrape waits ten seconds at most, and would lose everything else too. */
  private static final long PATIENCE_SECONDS = 3;

  private final WorkflowClient client;
  private MetricSnapshots known = new MetricSnapshots();
  private long asked = System.nanoTime() - FRESH.toNanos();

  QueueBacklog(WorkflowClient client) {
    this.client = client;
  }

  @Override
  public synchronized MetricSnapshots collect() {
    if (System.nanoTime() - asked >= FRESH.toNanos()) {
      known = snapshots(ask());
      asked = System.nanoTime();
    }
    return known;
  }

  private Map<String, TaskQueueStats> ask() {
    Map<String, Future<DescribeTaskQueueResponse>> answers = new LinkedHashMap<>();
    TaskQueues.all().forEach(queue -> answers.put(queue, describe(queue)));
    Map<String, TaskQueueStats> stats = new LinkedHashMap<>();
    answers.forEach(
        (queue, answer) -> {
          try {
            DescribeTaskQueueResponse described = answer.get();
            // Temporal's test server answers without.
            if (described.hasStats()) {
              stats.put(queue, described.getStats());
            }
          } catch (ExecutionException e) {
            LOG.debug("queue {}: no numbers: {}", queue, e.getCause().getMessage());
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    return stats;
  }

  private Future<DescribeTaskQueueResponse> describe(String queue) {
    return client
        .getWorkflowServiceStubs()
        .futureStub()
        .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .describeTaskQueue(
            DescribeTaskQueueRequest.newBuilder()
                .setNamespace(client.getOptions().getNamespace())
                .setTaskQueue(TaskQueue.newBuilder().setName(queue))
                .setTaskQueueType(
                    queue.equals(TaskQueues.WORKFLOWS)
                        ? TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW
                        : TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY)
                .setReportStats(true)
                .build());
  }

  private static MetricSnapshots snapshots(Map<String, TaskQueueStats> stats) {
    if (stats.isEmpty()) {
      return new MetricSnapshots();
    }
    GaugeSnapshot.Builder backlog = gauge(Metric.QUEUE_BACKLOG);
    GaugeSnapshot.Builder wait = gauge(Metric.QUEUE_WAIT);
    stats.forEach(
        (queue, found) -> {
          backlog.dataPoint(point(queue, (double) found.getApproximateBacklogCount()));
          wait.dataPoint(
              point(queue, Durations.toSecondsAsDouble(found.getApproximateBacklogAge())));
        });
    return new MetricSnapshots(backlog.build(), wait.build());
  }

  private static GaugeSnapshot.Builder gauge(Metric metric) {
    return GaugeSnapshot.builder().name(metric.series()).help(metric.help());
  }

  private static GaugeDataPointSnapshot point(String queue, double value) {
    return GaugeDataPointSnapshot.builder().labels(Labels.of("queue", queue)).value(value).build();
  }
}
