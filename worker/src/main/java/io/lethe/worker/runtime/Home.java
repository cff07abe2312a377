package io.lethe.worker.runtime;

import java.nio.file.Path;

/** The checkout the start script lies in: examples, samples and bench scripts are below it. */
public final class Home {
  private Home() {}

  /** A path below the checkout. */
  public static Path resolve(String relative) {
    return Path.of(System.getProperty("lethe.home", "")).toAbsolutePath().resolve(relative);
  }
}
