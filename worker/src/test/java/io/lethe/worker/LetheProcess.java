package io.lethe.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.workflows.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** {@code lethe} as a process of its own, which can be killed; everything it writes is kept. */
public final class LetheProcess implements AutoCloseable {
  private static final long PATIENCE_MINUTES = 10;

  private final Process process;
  private final Path out;
  private final Path err;

  private LetheProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /**
   * Types {@code lethe} with these arguments.
   *
   * @param directory where the person stands
   * @param variables added to the environment
   * @param logs an existing folder, in which the process's output is kept
   */
  public static LetheProcess start(
      Path directory, Map<String, String> variables, Path logs, String... arguments)
      throws IOException {
    Path out = Files.createTempFile(logs, arguments[0], ".out");
    Path err = Files.createTempFile(logs, arguments[0], ".err");
    List<String> command =
        Stream.concat(
                Stream.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-Xmx512m",
                    "-Dai.djl.offline=true",
                    "-Djava.awt.headless=true",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Main.class.getName()),
                Stream.of(arguments))
            .toList();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    // Servers and settings of the person who runs the tests are not meant.
    builder.environment().keySet().removeIf(LetheProcess::setting);
    builder.environment().putAll(variables);
    return new LetheProcess(builder.start(), out, err);
  }

  private static boolean setting(String variable) {
    return Stream.of("TEMPORAL_", "AWS_", "LETHE_", "XDG_").anyMatch(variable::startsWith);
  }

  /** {@code kill -9}: no handler runs, nothing is closed. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("the kernel ends the process").isTrue();
  }

  /** Whether it has not ended. */
  public boolean alive() {
    return process.isAlive();
  }

  /** Waits for its end; the exit code. */
  public int await() throws InterruptedException {
    assertThat(process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)).as("ended: %s", err()).isTrue();
    return process.exitValue();
  }

  /** Waits for its end, which must be a good one; the object it printed. */
  public JsonNode json() throws IOException, InterruptedException {
    int code = await();
    assertThat(code).as(err()).isZero();
    return Wire.mapper().readTree(Files.readString(out));
  }

  /** What it has written to standard error. */
  public String err() {
    try {
      return Files.readString(err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the process where it has not ended. */
  @Override
  public void close() {
    // Until it has gone it writes into the folder that is about to be removed.
    process.destroyForcibly().onExit().join();
  }
}
