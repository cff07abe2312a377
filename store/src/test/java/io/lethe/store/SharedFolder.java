package io.lethe.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.opentest4j.TestAbortedException;

/**
 * The folder of golden files and binaries that may stand beside a checkout. Tests that need it are
 * skipped where it is missing; where it is there and {@code CI=true}, nothing may be skipped.
 */
public final class SharedFolder {
  private SharedFolder() {}

  /**
   * The folder named by the system property {@code lethe.shared} or the environment variable {@code
   * LETHE_SHARED}, else the first {@code shared} with a folder {@code golden} in it, looking beside
   * the working directory and upwards.
   */
  public static Optional<Path> find() {
    String named = System.getProperty("lethe.shared", System.getenv("LETHE_SHARED"));
    if (named != null) {
      return Optional.of(Path.of(named)).filter(Files::isDirectory);
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path shared = at.resolve("shared");
      if (Files.isDirectory(shared.resolve("golden"))) {
        return Optional.of(shared);
      }
    }
    return Optional.empty();
  }

  /** The folder; the calling test is skipped where there is none. */
  public static Path require() {
    return find()
        .orElseThrow(
            () ->
                new TestAbortedException(
                    "skipped: no folder 'shared' with golden files beside the checkout"));
  }

  /**
   * The exception that skips the calling test for want of something that a developer's machine may
   * lack.
   *
   * @throws AssertionError under {@code CI=true} with the shared folder at hand
   */
  public static TestAbortedException skip(String reason) {
    if ("true".equals(System.getenv("CI")) && find().isPresent()) {
      throw new AssertionError(
          "nothing may be skipped under CI=true with the shared folder: " + reason);
    }
    return new TestAbortedException("skipped: " + reason);
  }
}
