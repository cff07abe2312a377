package io.lethe.worker.progress;

import java.io.PrintStream;

/**
 * The line that says how far a run is: redrawn in place on a terminal, elsewhere printed anew when
 * the stage changes or another tenth of it is done.
 */
public final class ProgressLine {
  private static final int BAR_CELLS = 24;
  private static final int LINE_WIDTH = 100;
  private static final int NOTCHES = 10;

  private final PrintStream err;
  private final boolean terminal;
  private String lastStage = "";
  private int lastNotch = -1;
  private boolean open;

  /**
   * Creates the line.
   *
   * @param terminal whether {@code err} can redraw a line
   */
  public ProgressLine(PrintStream err, boolean terminal) {
    this.err = err;
    this.terminal = terminal;
  }

  /**
   * Shows a state.
   *
   * @param stage name of the stage
   * @param fraction how much of it is done, 0 to 1; NaN where nobody knows
   * @param details loss, rate, time left
   */
  public void show(String stage, double fraction, String details) {
    if (terminal) {
      String line = "%-9s %s %s".formatted(stage, bar(fraction), details);
      String fitted = line.length() > LINE_WIDTH ? line.substring(0, LINE_WIDTH) : line;
      err.print("\r" + fitted + " ".repeat(LINE_WIDTH - fitted.length()));
      err.flush();
      open = true;
      return;
    }
    int notch = Double.isNaN(fraction) ? 0 : (int) (fraction * NOTCHES);
    if (!stage.equals(lastStage) || notch != lastNotch) {
      err.println((stage + " " + percent(fraction) + " " + details).strip());
      lastStage = stage;
      lastNotch = notch;
    }
  }

  /** Prints a whole line and leaves the progress below it. */
  public void print(String line) {
    end();
    err.println(line);
  }

  /** Leaves the line as it stands; what follows begins on a new one. */
  public void end() {
    if (open) {
      err.println();
      open = false;
    }
  }

  private static String bar(double fraction) {
    if (Double.isNaN(fraction)) {
      return "[" + " ".repeat(BAR_CELLS) + "]     ";
    }
    int full = (int) Math.round(fraction * BAR_CELLS);
    return "[" + "#".repeat(full) + "-".repeat(BAR_CELLS - full) + "] " + percent(fraction);
  }

  private static String percent(double fraction) {
    return Double.isNaN(fraction) ? "" : "%3d%%".formatted((int) (fraction * 100));
  }
}
