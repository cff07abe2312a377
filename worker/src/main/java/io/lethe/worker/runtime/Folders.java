package io.lethe.worker.runtime;

import java.nio.file.Path;
import java.util.Map;

/** Folders of this machine that no run depends on. */
public final class Folders {
  private Folders() {}

  /**
   * Verified copies of objects, deletable at any time: {@code $XDG_CACHE_HOME/lethe}, by default
   * {@code ~/.cache/lethe}.
   *
   * @param environment the process environment
   */
  public static Path cache(Map<String, String> environment) {
    String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
    // The XDG specification has relative values ignored.
    Path base =
        xdg.startsWith("/") ? Path.of(xdg) : Path.of(System.getProperty("user.home"), ".cache");
    return base.resolve("lethe");
  }
}
