package io.lethe.store;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds MinIO's program: on the PATH, else packed in the shared folder. */
final class MinioBinary {
  private static final class Unpacked {
    /** Unpacked once in a test run, 112 MB. */
    private static final Optional<Path> FILE = unpack();
  }

  private MinioBinary() {}

  /** The program; the calling test is skipped where there is none. */
  static Path require() {
    return onPath("minio")
        .or(() -> Unpacked.FILE)
        .orElseThrow(
            () ->
                SharedFolder.skip(
                    "no program 'minio' on the PATH and no bin/minio.xz (with 'xz' to unpack it) in the shared folder"));
  }

  private static Optional<Path> onPath(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static Optional<Path> unpack() {
    Optional<Path> packed =
        SharedFolder.find().map(s -> s.resolve("bin/minio.xz")).filter(Files::isReadable);
    if (packed.isEmpty() || onPath("xz").isEmpty()) {
      return Optional.empty();
    }
    try {
      Path program = Files.createTempFile("minio-", "");
      program.toFile().deleteOnExit();
      Process xz =
          new ProcessBuilder("xz", "--decompress", "--stdout", packed.get().toString())
              .redirectOutput(program.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      if (xz.waitFor() != 0 || !program.toFile().setExecutable(true)) {
        throw new IllegalStateException("cannot unpack " + packed.get());
      }
      return Optional.of(program);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while unpacking " + packed.get(), e);
    }
  }
}
