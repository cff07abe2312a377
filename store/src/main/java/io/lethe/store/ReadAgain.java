package io.lethe.store;

import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells bytes that were damaged on the way, which are right the next time, from damaged ones. */
public final class ReadAgain {
  private static final Logger LOG = LoggerFactory.getLogger(ReadAgain.class);

  private ReadAgain() {}

  /**
   * Reads, and once more if the bytes are not the ones promised.
   *
   * @throws DigestMismatchException if they are not the second time either
   */
  public static <T> T ifDamaged(Supplier<T> read) {
    try {
      return read.get();
    } catch (DigestMismatchException e) {
      LOG.warn("read again: {}", e.getMessage());
      return read.get();
    }
  }
}
