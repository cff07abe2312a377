package io.lethe.worker.runtime;

import io.lethe.unlearning.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file for health checks of containers, which can look at a file's age but start no JVM: its
 * modification time is the last time at which the process worked. It is gone while the process
 * drains.
 */
public final class HealthFile implements AutoCloseable {
  /** Time between two looks; a health check should allow for several. */
  public static final Duration INTERVAL = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(HealthFile.class);

  private final Path file;
  private final BooleanSupplier healthy;
  private final Timer clock = new Timer("health", true);

  private HealthFile(Path file, BooleanSupplier healthy) {
    this.file = file;
    this.healthy = healthy;
  }

  /**
   * Begins to touch the file.
   *
   * @param file an existing or new file in an existing folder
   * @param interval time between two looks
   * @param healthy whether the process works now; asked once an interval
   * @throws InvalidInputException for {@code --health-file} if it cannot be written there
   */
  public static HealthFile keep(Path file, Duration interval, BooleanSupplier healthy) {
    HealthFile health = new HealthFile(file, healthy);
    try {
      // One that was left by a killed process says nothing about this one.
      Files.deleteIfExists(file);
      Files.createFile(file);
    } catch (IOException e) {
      throw new InvalidInputException(
          "--health-file",
          "found '%s', which cannot be written: %s; allowed: a file in an existing folder"
              .formatted(file, e));
    }
    TimerTask look =
        new TimerTask() {
          @Override
          public void run() {
            health.touch();
          }
        };
    health.clock.schedule(look, interval.toMillis(), interval.toMillis());
    return health;
  }

  private void touch() {
    try {
      if (healthy.getAsBoolean()) {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
      }
    } catch (IOException | RuntimeException e) {
      // An exception would end the clock; an old file says enough.
      LOG.warn("{} was not touched: {}", file, e.toString());
    }
  }

  @Override
  public void close() {
    clock.cancel();
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("{} was not removed: {}", file, e.toString());
    }
  }
}
