package io.lethe.gateway.lethe;

import io.lethe.gateway.Desk;
import io.lethe.gateway.RunEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the runs for all listeners together, while there are any, and tells each what has
 * changed.
 */
final class EventHub implements AutoCloseable {
  /** Listeners at most: each has a thread that writes to its client. */
  static final int MAX_LISTENERS = 64;

  /** Ended runs that a new listener is told of, the newest. */
  private static final int RECENT = 100;

  private static final long LOOK_MILLIS = 1000;

  /** Records are read with every one of these looks; running runs are asked with each. */
  private static final int LOOKS_A_LIST = 2;

  private static final Logger LOG = LoggerFactory.getLogger(EventHub.class);

  private final Desk desk;
  private final Cards cards;
  private final String era = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService looking;
  private final ScheduledFuture<?> everySecond;
  // Of the looking thread alone:
  private final Map<String, Seen> seen = new HashMap<>();
  private List<RunEntry> entries = List.of();
  private long looks;
  private long sequence;

  EventHub(Desk desk, Cards cards) {
    this.desk = desk;
    this.cards = cards;
    this.looking =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "gateway-events");
              thread.setDaemon(true);
              return thread;
            });
    everySecond =
        looking.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** A run as it was last seen, and the number of the change that made it so. */
  private record Seen(Card card, long sequence) {}

  /**
   * Takes a listener in; it is soon told how things stand, or what has changed since it was last
   * told something.
   *
   * @param run name of the one run it is about; empty for all
   * @param lastEventId as the client sends it when it comes back
   * @return empty where there are too many
   */
  synchronized Optional<Listener> listen(Optional<String> run, Optional<String> lastEventId) {
    if (listeners.size() >= MAX_LISTENERS) {
      return Optional.empty();
    }
    Listener listener = new Listener(run, lastEventId.flatMap(this::sequence));
    listeners.add(listener);
    looking.execute(this::welcome);
    return Optional.of(listener);
  }

  /** Number of the change that an id stands for; empty for one of an earlier process. */
  private Optional<Long> sequence(String id) {
    String[] parts = id.split("-", 2);
    if (parts.length < 2 || !parts[0].equals(era)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Long.parseLong(parts[1]));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  void leave(Listener listener) {
    listeners.remove(listener);
    listener.close();
  }

  int listeners() {
    return listeners.size();
  }

  private void welcome() {
    looks = 0; // The list that is at hand may be as old as the last listener.
    look();
  }

  private void look() {
    if (listeners.isEmpty()) {
      return;
    }
    try {
      if (looks++ % LOOKS_A_LIST == 0) {
        entries = desk.runs();
        Set<String> names = entries.stream().map(RunEntry::name).collect(Collectors.toSet());
        seen.keySet().retainAll(names);
      }
      tell(cards.of(entries));
    } catch (IOException | RuntimeException e) {
      // The next look may find the servers again; listeners keep what they know.
      LOG.warn("runs cannot be looked at: {}", e.toString());
    }
  }

  private void tell(List<Card> found) {
    List<Listener> old = listeners.stream().filter(Listener::welcomed).toList();
    for (Card card : found) {
      Seen before = seen.get(card.name());
      if (before == null || !before.card().equals(card)) {
        seen.put(card.name(), new Seen(card, ++sequence));
        Optional<Card> last = Optional.ofNullable(before).map(Seen::card);
        old.forEach(listener -> listener.changed(id(sequence), last, card));
      }
    }
    List<Listener> fresh = new ArrayList<>(listeners);
    fresh.removeAll(old);
    fresh.forEach(listener -> welcome(listener, found));
  }

  /** In the order of the changes: a client that is cut off comes back with the last it got. */
  private void welcome(Listener listener, List<Card> found) {
    wanted(listener, found).stream()
        .map(card -> seen.get(card.name()))
        .sorted(Comparator.comparingLong(Seen::sequence))
        .forEach(now -> listener.changed(id(now.sequence()), Optional.empty(), now.card()));
    listener.welcome();
  }

  private List<Card> wanted(Listener listener, List<Card> found) {
    if (!listener.isAboutAll()) {
      return found.stream().filter(card -> listener.isAbout(card.name())).toList();
    }
    return listener.since().map(since -> changed(since, found)).orElseGet(() -> recent(found));
  }

  private List<Card> changed(long since, List<Card> found) {
    return found.stream().filter(card -> seen.get(card.name()).sequence() > since).toList();
  }

  private static List<Card> recent(List<Card> found) {
    Set<Card> ended =
        found.stream().filter(card -> !card.open()).limit(RECENT).collect(Collectors.toSet());
    return found.stream().filter(card -> card.open() || ended.contains(card)).toList();
  }

  private String id(long change) {
    return era + "-" + change;
  }

  @Override
  public void close() {
    everySecond.cancel(false);
    looking.shutdownNow();
    listeners.forEach(this::leave);
  }
}
