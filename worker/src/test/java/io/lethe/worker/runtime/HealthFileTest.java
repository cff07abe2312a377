package io.lethe.worker.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lethe.unlearning.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthFileTest {
  private static final Duration INTERVAL = Duration.ofMillis(20);
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final FileTime LONG_AGO = FileTime.fromMillis(0);

  @TempDir Path folder;

  @Test
  void itIsTouchedWhileTheProcessIsHealthyAndGoneAfterwards() throws IOException {
    Path file = folder.resolve("alive");
    AtomicBoolean healthy = new AtomicBoolean(true);
    AtomicInteger asked = new AtomicInteger();
    try (HealthFile health =
        HealthFile.keep(
            file,
            INTERVAL,
            () -> {
              asked.incrementAndGet();
              return healthy.get();
            })) {
      assertThat(health).isNotNull();
      Files.setLastModifiedTime(file, LONG_AGO);
      await().atMost(SOON).until(() -> Files.getLastModifiedTime(file).compareTo(LONG_AGO) > 0);

      healthy.set(false);
      int before = asked.get();
      // The look that was under way when it fell ill is over.
      await().atMost(SOON).until(() -> asked.get() >= before + 2);
      Files.setLastModifiedTime(file, LONG_AGO);
      await().atMost(SOON).until(() -> asked.get() >= before + 5);
      assertThat(Files.getLastModifiedTime(file)).isEqualTo(LONG_AGO);
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void aLookThatFailsDoesNotEndTheLooking() throws IOException {
    Path file = folder.resolve("alive");
    AtomicInteger asked = new AtomicInteger();
    try (HealthFile health =
        HealthFile.keep(
            file,
            INTERVAL,
            () -> {
              if (asked.incrementAndGet() < 3) {
                throw new IllegalStateException("the server is away");
              }
              return true;
            })) {
      assertThat(health).isNotNull();
      Files.setLastModifiedTime(file, LONG_AGO);
      await().atMost(SOON).until(() -> Files.getLastModifiedTime(file).compareTo(LONG_AGO) > 0);
    }
  }

  @Test
  void aFolderThatIsMissingIsTheOptionsFault() {
    assertThatThrownBy(() -> HealthFile.keep(folder.resolve("missing/alive"), INTERVAL, () -> true))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("--health-file");
  }
}
