package io.lethe.store;

import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Changes a small object so that no concurrent change is lost: read with version tag, compute,
 * write if the tag still holds, else begin again after a short random pause.
 */
public final class CompareAndSet {
  /** Lost races in a row before giving up; with all pauses at most six seconds. */
  static final int MAX_ATTEMPTS = 60;

  private static final long FIRST_PAUSE_MILLIS = 2;
  private static final long LONGEST_PAUSE_MILLIS = 100;

  private CompareAndSet() {}

  /**
   * Replaces the object's content by {@code change} of its content (empty where there is none).
   *
   * <p>A write whose answer got lost on the way counts as done if the object holds exactly the
   * bytes that were to be written. So these bytes must be either nobody else's (hold a nonce) or
   * right whoever wrote them. {@code change} may be called many times and may throw to refuse;
   * where it gives the bytes that are there, nothing is written.
   *
   * @return the bytes that the object holds then
   * @throws StoreUnavailableException if too many races were lost in a row
   */
  public static byte[] update(
      ObjectStore store, Location location, Function<Optional<byte[]>, byte[]> change) {
    byte[] attempted = null;
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      Optional<Versioned> present = store.find(location);
      if (attempted != null
          && Arrays.equals(present.map(Versioned::bytes).orElse(null), attempted)) {
        return attempted;
      }
      attempted = change.apply(present.map(Versioned::bytes));
      if (present.isPresent() && Arrays.equals(present.get().bytes(), attempted)) {
        return attempted;
      }
      Optional<String> written =
          present.isPresent()
              ? store.putIfMatch(location, attempted, present.get().etag())
              : store.putIfAbsent(location, attempted);
      if (written.isPresent()) {
        return attempted;
      }
      pause(attempt);
    }
    throw new StoreUnavailableException(
        "%s: changed by others %d times in a row".formatted(location, MAX_ATTEMPTS));
  }

  /** A random pause, so that losers of one race do not meet again in the next. */
  private static void pause(int attempt) {
    long limit = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(attempt, 10));
    try {
      TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(limit + 1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted while waiting to write again", e);
    }
  }
}
