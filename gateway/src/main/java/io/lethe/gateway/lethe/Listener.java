package io.lethe.gateway.lethe;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one client has not been told yet: of each run the newest only, so a client that reads slowly
 * misses steps between, and never grows.
 */
final class Listener {
  private final Optional<String> run;
  private final Optional<Long> since;
  private final Map<String, Event> untold = new LinkedHashMap<>();
  private boolean welcomed;
  private boolean closed;

  /**
   * Creates a listener.
   *
   * @param run name of the one run it is about; empty for all
   * @param since number of the last change it was told of
   */
  Listener(Optional<String> run, Optional<Long> since) {
    this.run = run;
    this.since = since;
  }

  /**
   * Something to tell.
   *
   * @param id what a client that comes back sends
   * @param name {@code run}, {@code state} or {@code progress}
   * @param data its JSON form is sent
   */
  record Event(String id, String name, Object data) {}

  Optional<Long> since() {
    return since;
  }

  boolean isAboutAll() {
    return run.isEmpty();
  }

  boolean isAbout(String name) {
    return run.filter(name::equals).isPresent();
  }

  synchronized boolean welcomed() {
    return welcomed;
  }

  /** Has been told how things stand; from now on it is told changes. */
  synchronized void welcome() {
    welcomed = true;
  }

  /** A run is not as it was. */
  synchronized void changed(String id, Optional<Card> before, Card now) {
    if (isAboutAll()) {
      offer(now.name(), new Event(id, "run", now));
    } else if (isAbout(now.name())) {
      if (before.filter(last -> last.still().equals(now.still())).isEmpty()) {
        offer("state", new Event(id, "state", now));
      }
      if (now.progress().isPresent()
          && !before.map(Card::progress).orElse(Optional.empty()).equals(now.progress())) {
        offer("progress", new Event(id, "progress", now.progress().get()));
      }
    }
  }

  private void offer(String key, Event event) {
    // At the end: a client that comes back names the last id that it was told, and all before.
    untold.remove(key);
    untold.put(key, event);
    notifyAll();
  }

  /**
   * The oldest thing untold; waits for one.
   *
   * @return empty where nothing happens within that time, or the listener is closed
   */
  synchronized Optional<Event> next(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (untold.isEmpty() && !closed) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return Optional.empty();
      }
      wait(left);
    }
    Iterator<Event> first = untold.values().iterator();
    if (closed || !first.hasNext()) {
      return Optional.empty();
    }
    Event event = first.next();
    first.remove();
    return Optional.of(event);
  }

  synchronized boolean closed() {
    return closed;
  }

  synchronized void close() {
    closed = true;
    notifyAll();
  }
}
