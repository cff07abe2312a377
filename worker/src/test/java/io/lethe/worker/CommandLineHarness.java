package io.lethe.worker;

import io.lethe.worker.cli.Environment;
import io.lethe.worker.cli.LetheCommand;
import io.lethe.worker.embedded.StateFolder;
import io.lethe.worker.runtime.Session;
import io.lethe.worker.runtime.Target;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Types command lines in this process, as somebody whose home is a temporary folder. */
public final class CommandLineHarness {
  private final Path directory;
  private final Map<String, String> variables = new HashMap<>();

  /** A person who stands in a folder. */
  public CommandLineHarness(Path directory, Path home) {
    this.directory = directory;
    variables.put("XDG_STATE_HOME", home.resolve("state").toString());
    variables.put("XDG_CACHE_HOME", home.resolve("cache").toString());
    // A configuration file of the person who runs the tests must not name their server.
    variables.put("TEMPORAL_CONFIG_FILE", home.resolve("no-temporal.toml").toString());
  }

  /** Sets environment variables. */
  public CommandLineHarness with(Map<String, String> more) {
    variables.putAll(more);
    return this;
  }

  /** Types {@code lethe} with these arguments and waits for its end. */
  public Outcome lethe(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        LetheCommand.run(
            new Environment(variables, directory, stream(out), stream(err), false), arguments);
    return new Outcome(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** A process that owns this person's state folder and works, as {@code lethe up} does. */
  public Session owner() throws IOException {
    Path state = Path.of(variables.get("XDG_STATE_HOME"), "lethe");
    return Session.working(new Target.Embedded(new StateFolder(state)), variables);
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  /**
   * What a command left.
   *
   * @param code exit code
   * @param out standard output
   * @param err standard error
   */
  public record Outcome(int code, String out, String err) {}
}
