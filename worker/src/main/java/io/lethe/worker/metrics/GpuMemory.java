package io.lethe.worker.metrics;

import io.lethe.unlearning.compute.Devices;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.Map;

/** Memory of the GPUs; silent until the engine is there, since asking would load it. */
final class GpuMemory implements Collector {
  private volatile boolean engine;

  void engineIsLoaded() {
    engine = true;
  }

  @Override
  public MetricSnapshot collect() {
    return engine ? snapshot(Devices.gpuMemory()) : null;
  }

  private static MetricSnapshot snapshot(Map<String, Devices.Memory> devices) {
    GaugeSnapshot.Builder gauge =
        GaugeSnapshot.builder().name(Metric.GPU_MEMORY.series()).help(Metric.GPU_MEMORY.help());
    devices.forEach(
        (device, memory) -> {
          gauge.dataPoint(point(device, "used", memory.used()));
          gauge.dataPoint(point(device, "total", memory.total()));
        });
    return devices.isEmpty() ? null : gauge.build();
  }

  private static GaugeDataPointSnapshot point(String device, String state, long bytes) {
    return GaugeDataPointSnapshot.builder()
        .labels(Labels.of("device", device, "state", state))
        .value((double) bytes)
        .build();
  }
}
