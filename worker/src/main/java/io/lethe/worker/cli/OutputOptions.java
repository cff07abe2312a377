package io.lethe.worker.cli;

import io.lethe.worker.progress.ResultTable;
import io.lethe.worker.runtime.ResultFiles;
import io.lethe.worker.runtime.Session;
import io.lethe.workflows.Wire;
import io.lethe.workflows.contract.RunResult;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Options that say where a result goes. */
final class OutputOptions {
  @Option(names = "--json", description = "Print the result as one JSON object on standard output.")
  private boolean json;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Write unlearned.safetensors (.pt for TorchScript), mask.safetensors (of a comparison:"
              + " comparison.json) and result.json there.")
  private Path out;

  /** Whether somebody waits for the result. */
  boolean wanted() {
    return json || out != null;
  }

  /** Hands the result over and returns the exit code it stands for. */
  int deliver(Environment environment, Session session, RunResult result) throws IOException {
    if (out != null) {
      new ResultFiles(session.store()).write(result, environment.resolve(out));
    }
    if (json) {
      environment.out().println(Wire.mapper().writeValueAsString(result));
    } else {
      new ResultTable(result).print(environment.out());
    }
    Advice.about(result).ifPresent(advice -> environment.err().println("lethe: " + advice));
    return result.exitCode();
  }
}
