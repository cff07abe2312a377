package io.lethe.gateway.ui;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.gateway.FakeDesk;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How pages listen, where the way of the events is a bad one. */
class EventsTest {
  /** Streams that a test opens, breaks and speaks through; one of {@code sources} a connection. */
  private static final String STREAMS =
      """
      const sources = [];
      globalThis.EventSource = class extends EventTarget {
        static CONNECTING = 0;
        static OPEN = 1;
        static CLOSED = 2;
        readyState = 0;
        constructor() {
          super();
          sources.push(this);
        }
        close() {
          this.readyState = 2;
        }
        open() {
          this.readyState = 1;
          this.dispatchEvent(new Event('open'));
        }
        refuse() {
          this.readyState = 2;
          this.dispatchEvent(new Event('error'));
        }
        tell(name) {
          this.dispatchEvent(new MessageEvent(name, {data: '{}'}));
        }
      };
      let polls = 0;
      let waiting = [];
      const poll = async () => {
        polls += 1;
        waiting.forEach((go) => go());
        waiting = [];
      };
      const polled = () => new Promise((go) => waiting.push(go));
      const hide = (hidden) => {
        Object.defineProperty(document, 'hidden', {configurable: true, get: () => hidden});
        document.dispatchEvent(new Event('visibilitychange'));
      };
      const {follow} = await import('/ui/live.js');
      """;

  @TempDir private static Path profile;
  private static ServedPages pages;
  private static Browser browser;

  @BeforeAll
  static void start() {
    pages = ServedPages.of(new FakeDesk(), profile);
    browser = pages.browser();
  }

  @AfterAll
  static void stop() {
    if (pages != null) {
      pages.close();
    }
  }

  /** A page that does not listen itself. */
  @BeforeEach
  void open() {
    browser.open("/new");
  }

  @Test
  void whereNoEventComesTheServerIsAsked() {
    assertThat(
            browser.asynchronous(
                STREAMS
                    + """
                    const stop = follow('/events', {}, poll);
                    sources[0].open();
                    await polled();
                    await polled();
                    stop();
                    return polls;
                    """))
        .isEqualTo(2L);
  }

  /** Events about something else go on coming meanwhile. */
  @Test
  void whatAnEventCouldNotBringIsAskedForLater() {
    assertThat(
            browser.asynchronous(
                STREAMS
                    + """
                    const failing = () => Promise.reject(new Error('no answer'));
                    const stop = follow('/events', {state: failing, progress: () => {}}, poll);
                    sources[0].open();
                    sources[0].tell('state');
                    await new Promise((later) => setTimeout(later));
                    sources[0].tell('progress');
                    await polled();
                    stop();
                    return polls;
                    """))
        .isEqualTo(1L);
  }

  @Test
  void aHiddenPageGivesItsConnectionBackAndAsksWhenItIsSeenAgain() {
    assertThat(
            browser.asynchronous(
                STREAMS
                    + """
                    const stop = follow('/events', {run: () => {}}, poll);
                    sources[0].open();
                    sources[0].tell('run');
                    hide(true);
                    const hidden = [sources[0].readyState, polls];
                    hide(false);
                    await new Promise((later) => setTimeout(later));
                    const seen = [sources.length, polls];
                    stop();
                    hide(true);
                    hide(false);
                    return [...hidden, ...seen, sources.length, sources[1].readyState];
                    """))
        .isEqualTo(List.of(2L, 0L, 2L, 1L, 2L, 2L));
  }

  @Test
  void aStreamThatWasRefusedIsAskedForAgain() {
    assertThat(
            browser.asynchronous(
                STREAMS
                    + """
                    const now = Date.now;
                    const stop = follow('/events', {run: () => {}}, poll);
                    sources[0].refuse();
                    await polled();
                    const before = sources.length;
                    Date.now = () => now() + 60000;
                    await polled();
                    stop();
                    return [before, sources.length];
                    """))
        .isEqualTo(List.of(1L, 2L));
  }
}
