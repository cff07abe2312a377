package io.lethe.worker.cli;

import java.nio.file.Path;

/** The checkout the start script lies in: examples, samples and bench scripts are below it. */
final class Home {
  private Home() {}

  static Path resolve(String relative) {
    return Path.of(System.getProperty("lethe.home", "")).toAbsolutePath().resolve(relative);
  }
}
