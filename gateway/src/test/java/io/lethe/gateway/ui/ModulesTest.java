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

/** Modules that the pages are made of, each asked alone. */
class ModulesTest {
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

  @BeforeEach
  void open() {
    browser.open("/");
  }

  /** The answer to an earlier question must not come last. */
  @Test
  void whatIsAskedForWhileAnAnswerIsAwaitedIsAskedForOnceAfterIt() {
    assertThat(
            browser.asynchronous(
                """
                const {inTurn} = await import('/ui/live.js');
                const begun = [];
                const pass = inTurn(() => new Promise((end) => begun.push(end)));
                const seen = [];
                const first = pass().then(() => seen.push('first'));
                const others = [pass(), pass()].map((p) => p.then(() => seen.push('other')));
                const before = begun.length;
                begun[0]();
                await first;
                await new Promise((later) => setTimeout(later));
                const after = begun.length;
                begun[1]();
                await Promise.all(others);
                const again = pass();
                begun[2]();
                await again;
                return [before, after, begun.length, ...seen];
                """))
        .isEqualTo(List.of(1L, 2L, 3L, "first", "other", "other"));
  }

  @Test
  void whatIsAskedForGoesOnAfterAFailure() {
    assertThat(
            browser.asynchronous(
                """
                const {inTurn} = await import('/ui/live.js');
                let calls = 0;
                const pass = inTurn(async () => {
                  calls += 1;
                  if (calls === 1) {
                    throw new Error('first');
                  }
                  return calls;
                });
                const first = pass().catch((error) => error.message);
                const second = pass();
                return [await first, await second, await pass()];
                """))
        .isEqualTo(List.of("first", 2L, 3L));
  }

  @Test
  void whatIsDoneOnceForAllTellsEachOfThemHowItWent() {
    assertThat(
            browser.asynchronous(
                """
                const {soon} = await import('/ui/live.js');
                let calls = 0;
                const pass = soon(async () => {
                  calls += 1;
                  if (calls === 1) {
                    throw new Error('first');
                  }
                  return calls;
                }, 1);
                const told = await Promise.all([pass(), pass()].map((p) => p.catch((e) => e.message)));
                return [...told, await pass()];
                """))
        .isEqualTo(List.of("first", "first", 2L));
  }

  @Test
  void whatFailedIsDoneAgainUntilItSucceeds() {
    assertThat(
            browser.asynchronous(
                """
                const {eventually} = await import('/ui/live.js');
                let calls = 0;
                await new Promise((resolve) => eventually(async () => {
                  calls += 1;
                  if (calls < 3) {
                    throw new Error('not yet');
                  }
                  resolve();
                }, 1)());
                return calls;
                """))
        .isEqualTo(3L);
  }

  /** A page that fails at its first question for a part has nobody else to ask again. */
  @Test
  void partsKeepTheirPlaces() {
    assertThat(
            browser.asynchronous(
                """
                const {slots} = await import('/ui/slots.js');
                const page = slots();
                page.keep('first');
                page.show('second', 2, () => '2');
                page.show('first', 1, () => '1');
                return page.element.textContent;
                """))
        .isEqualTo("12");
  }

  @Test
  void anAnswerThatBreaksOffIsSaidAsOne() {
    assertThat(
            browser.asynchronous(
                """
                const {get, text} = await import('/ui/api.js');
                const answering = window.fetch;
                const broken = {ok: true, status: 200, text: () => Promise.reject(new TypeError('network'))};
                window.fetch = async () => broken;
                const said = await Promise.all([get('a'), text('a')].map((p) => p.catch((e) => e.message)));
                window.fetch = answering;
                return said;
                """))
        .isEqualTo(List.of("The gateway does not answer.", "The gateway does not answer."));
  }

  @Test
  void noQuestionWaitsForEver() {
    assertThat(
            browser.asynchronous(
                """
                const {get, post} = await import('/ui/api.js');
                const answering = window.fetch;
                const limits = [];
                window.fetch = async (url, options) => {
                  limits.push(options.signal instanceof AbortSignal);
                  return new Response('{}');
                };
                await get('a');
                await post(['a'], {});
                window.fetch = answering;
                return limits.every(Boolean);
                """))
        .isEqualTo(true);
  }
}
