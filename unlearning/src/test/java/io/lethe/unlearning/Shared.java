package io.lethe.unlearning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder of full data and golden vectors that may lie beside a checkout. Tests that need it are
 * skipped without it; the small files that every checkout has are test resources.
 */
public final class Shared {
  private Shared() {}

  /** A file or folder below the shared folder; skips the calling test if there is none. */
  public static Path require(String relative) {
    Optional<Path> folder = folder();
    assumeTrue(
        folder.isPresent(), "no folder shared/golden beside the checkout: full data not tested");
    Path path = folder.get().resolve(relative);
    assertThat(path).exists();
    return path;
  }

  private static Optional<Path> folder() {
    return Stream.concat(named(), beside())
        .filter(folder -> Files.isDirectory(folder.resolve("golden")))
        .findFirst();
  }

  private static Stream<Path> named() {
    return Stream.of(
            Optional.ofNullable(System.getProperty("lethe.shared")),
            Optional.ofNullable(System.getenv("LETHE_SHARED")))
        .flatMap(Optional::stream)
        .map(Path::of);
  }

  private static Stream<Path> beside() {
    return Stream.iterate(Path.of("").toAbsolutePath(), p -> p != null, Path::getParent)
        .map(p -> p.resolve("shared"));
  }
}
