package io.lethe.worker.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;

/**
 * Standard output of a process. Java's own swallows errors: a result that a full disk cut off would
 * end with exit code 0. A reader that has gone, such as {@code head}, is no error to speak of.
 *
 * <p>UTF-8 whatever the locale, because JSON is.
 */
public final class StandardOutput {
  /** What a shell reports of a process that a closed pipe ended. */
  private static final int CLOSED_PIPE = 141;

  private final Target target;
  private final PrintStream printer;

  /** Writes there. */
  public StandardOutput(OutputStream stream) {
    target = new Target(stream);
    printer = new PrintStream(new BufferedOutputStream(target), true, UTF_8);
  }

  /** What commands print to. */
  public PrintStream printer() {
    return printer;
  }

  /**
   * Writes what is left.
   *
   * @param code exit code of the command, which stays where it says more than 0
   * @param err where a lost result is said
   * @return the exit code of the process
   */
  public int conclude(int code, PrintStream err) {
    printer.flush();
    if (target.failure.isEmpty()) {
      return code;
    }
    String why = String.valueOf(target.failure.get().getMessage());
    if (why.toLowerCase(Locale.ROOT).contains("pipe")) {
      return code == ExitCode.DONE ? CLOSED_PIPE : code;
    }
    err.println(
        "lethe: standard output: " + why + "; type the command again with another place for it");
    return code == ExitCode.DONE ? ExitCode.PLATFORM : code;
  }

  /** Keeps the first error. */
  private static final class Target extends FilterOutputStream {
    private Optional<IOException> failure = Optional.empty();

    Target(OutputStream stream) {
      super(stream);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        failure = failure.or(() -> Optional.of(e));
        throw e;
      }
    }
  }
}
