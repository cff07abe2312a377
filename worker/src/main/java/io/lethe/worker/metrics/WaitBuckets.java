package io.lethe.worker.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import java.time.Duration;
import java.util.stream.Stream;

/** How long tasks wait for a worker is counted in buckets; of other times a sum is enough. */
final class WaitBuckets implements MeterFilter {
  private static final double[] NANOS =
      Stream.of("PT0.1S", "PT1S", "PT10S", "PT1M", "PT10M", "PT1H")
          .mapToDouble(text -> Duration.parse(text).toNanos())
          .toArray();

  @Override
  public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
    return id.getName().endsWith("schedule_to_start_latency")
        ? DistributionStatisticConfig.builder().serviceLevelObjectives(NANOS).build().merge(config)
        : config;
  }
}
