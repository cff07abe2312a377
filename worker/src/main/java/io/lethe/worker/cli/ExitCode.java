package io.lethe.worker.cli;

/** Exit codes of every command; scripts rely on them. */
public final class ExitCode {
  /** Done. */
  public static final int DONE = 0;

  /** The request, an option or a file must be corrected by a person. */
  public static final int BAD_INPUT = 2;

  /** The result was not released: a gate failed, or a person rejected it. */
  public static final int GATE_FAILED = 3;

  /** Cancelled. */
  public static final int CANCELLED = 4;

  /** Servers, disks, networks; or a defect of Lethe. Typing the command again may help. */
  public static final int PLATFORM = 5;

  private ExitCode() {}
}
