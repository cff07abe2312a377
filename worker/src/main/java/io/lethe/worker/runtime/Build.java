package io.lethe.worker.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;

/**
 * Which build of Lethe this is.
 *
 * @param version version of the project
 * @param commit what Git calls the sources, with {@code -dirty} where they were changed after it;
 *     empty where Maven was started without {@code -Dlethe.commit}
 */
public record Build(String version, Optional<String> commit) {
  private static final String UNKNOWN = "unknown";

  /** This build. */
  public static Build current() {
    Properties properties = new Properties();
    try (InputStream in = Build.class.getResourceAsStream("/io/lethe/worker/build.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String commit = properties.getProperty("commit");
    return new Build(
        properties.getProperty("version"),
        Optional.of(commit).filter(known -> !known.equals(UNKNOWN)));
  }

  /**
   * A name that no other code has: version and commit. Empty where the commit is not known, or the
   * sources were changed after it: then two builds could have the same.
   */
  public Optional<String> id() {
    return commit.filter(known -> !known.endsWith("-dirty")).map(known -> version + "+" + known);
  }

  @Override
  public String toString() {
    return version + commit.map(known -> " (" + known + ")").orElse(" (built from source)");
  }
}
