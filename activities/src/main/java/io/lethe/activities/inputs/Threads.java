package io.lethe.activities.inputs;

import io.lethe.unlearning.InvalidInputException;
import io.lethe.unlearning.compute.Engines;
import java.util.List;

/** The thread count of this process, which the first run decides. */
public final class Threads {
  private Threads() {}

  /** Sets the count if that is still possible; otherwise says that another is used. */
  public static List<String> use(int threads) {
    try {
      Engines.useThreads(threads);
      return List.of();
    } catch (InvalidInputException e) {
      return List.of(e.getMessage() + "; computed with that number");
    }
  }
}
