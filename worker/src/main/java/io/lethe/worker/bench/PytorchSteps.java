package io.lethe.worker.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.workflows.Wire;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The same step in PyTorch, by {@code bench/pytorch_step.py}. */
final class PytorchSteps {
  private final String python;
  private final Path script;

  PytorchSteps(String python, Path script) {
    this.python = python;
    this.script = script;
  }

  StepTimes time(String architecture, int batchSize, int threads, int steps, String layout)
      throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    python,
                    script.toString(),
                    "--arch",
                    architecture,
                    "--batch",
                    Integer.toString(batchSize),
                    "--threads",
                    Integer.toString(threads),
                    "--steps",
                    Integer.toString(steps),
                    "--layout",
                    layout))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String answer =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    try {
      if (process.waitFor() != 0) {
        throw new IOException(script + " ended with exit code " + process.exitValue());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for " + script);
    }
    JsonNode seconds = Wire.mapper().readTree(answer).path("secondsPerStep");
    double median = seconds.path("median").asDouble();
    return new StepTimes(
        steps,
        1000 * median,
        1000 * seconds.path("min").asDouble(),
        1000 * seconds.path("max").asDouble(),
        batchSize / median);
  }
}
