package io.lethe.gateway;

/**
 * Where an exception comes from, for the log, without its messages: one may quote what a person
 * sent, such as a list of records.
 */
public final class StackLines {
  private StackLines() {}

  /** Classes and lines of an exception and its causes, each on a line of its own. */
  public static String of(Throwable error) {
    StringBuilder lines = new StringBuilder();
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      lines.append('\n').append(cause.getClass().getName());
      for (StackTraceElement frame : cause.getStackTrace()) {
        lines.append("\n    ").append(frame);
      }
    }
    return lines.toString();
  }
}
