package io.lethe.gateway.lethe;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.gateway.FakeDesk;
import io.lethe.gateway.LiveStates;
import io.lethe.gateway.SampleRuns;
import io.lethe.workflows.contract.RunState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventHubTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** More than a new listener is told of. */
  private static final int MANY = 150;

  private final FakeDesk desk = FakeDesk.withRuns();
  private final LiveStates live = new LiveStates(desk);
  private final Cards cards = new Cards(live);
  private final EventHub hub = new EventHub(desk, cards);

  @AfterEach
  void close() {
    hub.close();
    live.close();
  }

  private Listener listener(Optional<String> lastEventId) {
    return hub.listen(Optional.empty(), lastEventId).orElseThrow();
  }

  private static List<Listener.Event> told(Listener listener, int events)
      throws InterruptedException {
    List<Listener.Event> told = new ArrayList<>();
    while (told.size() < events) {
      told.add(listener.next(PATIENCE).orElseThrow());
    }
    return told;
  }

  private static void hearOfFailure(Listener listener, String run) throws InterruptedException {
    Card card;
    do {
      card = (Card) told(listener, 1).get(0).data();
    } while (!card.name().equals(run) || !card.state().equals("failed"));
  }

  private static List<Long> changes(List<Listener.Event> events) {
    return events.stream().map(event -> Long.parseLong(event.id().split("-", 2)[1])).toList();
  }

  private Card card(String run) {
    return cards.of(desk.run(run).orElseThrow());
  }

  @Test
  void aNewListenerIsToldInTheOrderOfTheChanges() throws InterruptedException {
    int runs = desk.runs().size();
    Listener first = listener(Optional.empty());
    told(first, runs);
    for (String run : List.of("unlearn-running", "unlearn-awaiting-approval")) {
      desk.end(run, RunState.FAILED);
      hearOfFailure(first, run);
    }
    assertThat(changes(told(listener(Optional.empty()), runs))).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void whoComesBackIsToldOfEveryRunThatEndedMeanwhile() throws InterruptedException {
    for (int i = 0; i < MANY; i++) {
      desk.start(SampleRuns.train("many-" + i), FakeDesk.trigger("lethe_train"));
      desk.begin("many-" + i, "train", List.of());
    }
    int runs = desk.runs().size();
    Listener away = listener(Optional.empty());
    String last = told(away, runs).get(runs - 1).id();
    hub.leave(away);
    for (int i = 0; i < MANY; i++) {
      desk.end("many-" + i, RunState.COMPLETED);
    }
    assertThat(told(listener(Optional.of(last)), MANY))
        .allSatisfy(event -> assertThat(((Card) event.data()).state()).isEqualTo("completed"));
  }

  /** Otherwise the change in between would be lost to who is cut off after the first. */
  @Test
  void aRunThatChangesAgainIsToldAfterTheOthers() throws InterruptedException {
    Listener slow = new Listener(Optional.empty(), Optional.empty());
    slow.changed("era-1", Optional.empty(), card("unlearn-running"));
    slow.changed("era-2", Optional.empty(), card("unlearn-queued"));
    slow.changed("era-3", Optional.empty(), card("unlearn-running"));
    assertThat(changes(told(slow, 2))).containsExactly(2L, 3L);
  }
}
