package io.lethe.worker.cli;

import io.lethe.workflows.contract.Decision;
import picocli.CommandLine.Option;

/** Who decides about a run, and why; both are kept in the run's result. */
final class DecisionOptions {
  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Why; kept in the result.")
  private String reason;

  /** By whom this process runs. */
  Decision decision() {
    return new Decision(System.getProperty("user.name"), reason);
  }
}
