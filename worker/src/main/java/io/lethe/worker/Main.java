package io.lethe.worker;

import io.lethe.worker.cli.Environment;
import io.lethe.worker.cli.LetheCommand;
import io.lethe.worker.cli.StandardOutput;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import org.slf4j.LoggerFactory;

/** The command {@code lethe}. */
public final class Main {
  private Main() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    // Before any thread logs: the servers start on several, and would log about the logger.
    LoggerFactory.getILoggerFactory();
    // The embedded servers keep threads that are no daemons: returning would not end the process.
    StandardOutput out = new StandardOutput(new FileOutputStream(FileDescriptor.out));
    int code = LetheCommand.run(Environment.ofProcess(out.printer()), args);
    System.exit(out.conclude(code, System.err));
  }
}
