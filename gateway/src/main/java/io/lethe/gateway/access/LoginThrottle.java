package io.lethe.gateway.access;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows down guessing: after some failures each further one doubles the time until the next try
 * counts. Remembers a bounded number of keys, those that failed last.
 */
final class LoginThrottle {
  /** Longer than any name or address. */
  private static final int MAX_KEY = 128;

  private final int free;
  private final Duration longest;
  private final InstantSource clock;
  private final Map<String, Failures> failures;

  private record Failures(int count, Instant next) {}

  /**
   * Creates the throttle.
   *
   * @param free failures that cost no time
   * @param longest wait; a key that has been quiet for as long after it is forgotten
   * @param remembered number of keys
   */
  LoginThrottle(int free, Duration longest, int remembered, InstantSource clock) {
    this.free = free;
    this.longest = longest;
    this.clock = clock;
    this.failures =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > remembered;
          }
        };
  }

  /** How long the next try has to wait; zero or less if it need not. */
  synchronized Duration left(String key) {
    Failures known = failures.get(bounded(key));
    return known == null ? Duration.ZERO : Duration.between(clock.instant(), known.next());
  }

  synchronized void failed(String key) {
    Instant now = clock.instant();
    Failures known = failures.get(bounded(key));
    int count = known == null || now.isAfter(known.next().plus(longest)) ? 1 : known.count() + 1;
    failures.put(bounded(key), new Failures(count, now.plus(pause(count))));
  }

  /** A key is what a stranger typed: as long as they like. */
  private static String bounded(String key) {
    return key.substring(0, Math.min(key.length(), MAX_KEY));
  }

  private Duration pause(int count) {
    if (count < free) {
      return Duration.ZERO;
    }
    Duration doubled = Duration.ofSeconds(1L << Math.min(count - free, 20));
    return doubled.compareTo(longest) < 0 ? doubled : longest;
  }

  synchronized void succeeded(String key) {
    failures.remove(bounded(key));
  }

  synchronized int size() {
    return failures.size();
  }
}
