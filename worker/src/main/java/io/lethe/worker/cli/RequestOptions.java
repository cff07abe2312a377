package io.lethe.worker.cli;

import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of the commands that take a request: the file, and the servers it is for. */
final class RequestOptions {
  @Mixin private BackendOptions backend;

  @Option(
      names = {"-f", "--file"},
      required = true,
      paramLabel = "REQUEST",
      description = "The request, YAML or JSON.")
  private Path file;

  /** Where the request is for. */
  BackendOptions backend() {
    return backend;
  }

  /** Reads the request. */
  RequestRun read(Environment environment) {
    return RequestRun.of(environment, file);
  }
}
