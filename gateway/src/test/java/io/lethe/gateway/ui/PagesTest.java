package io.lethe.gateway.ui;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.gateway.FakeDesk;
import io.lethe.gateway.SampleRuns;
import io.lethe.workflows.contract.Progress;
import io.lethe.workflows.contract.RunState;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The pages in a real browser, before a desk without servers behind it. */
class PagesTest {
  /** The answers that a bad form provokes; the fake desk's artifacts have no bytes. */
  private static final String[] PROVOKED = {"422 (", "/loss", "avg-gap.png"};

  private static final String MARKUP = "<img src=x onerror=\"document.title='taken over'\">";

  /** Answers 500 to addresses with that in them. */
  private static final String FAILING =
      """
      const part = arguments[0];
      window.answering = window.fetch;
      window.failures = 0;
      window.fetch = (url, options) => {
        if (!url.includes(part)) {
          return window.answering(url, options);
        }
        window.failures += 1;
        return Promise.resolve(new Response('{}', {status: 500}));
      };
      """;

  @TempDir private static Path profile;
  private static FakeDesk desk;
  private static ServedPages pages;
  private static Browser browser;

  @BeforeAll
  static void start() {
    desk = FakeDesk.withRuns();
    pages = ServedPages.of(desk, profile);
    browser = pages.browser();
  }

  @AfterAll
  static void stop() {
    if (pages != null) {
      pages.close();
    }
  }

  @AfterEach
  void nothingElseWasSaidOrAsked() {
    browser.requireQuiet(PROVOKED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/runs/unlearn-published",
        "/runs/unlearn-running",
        "/new",
        "/store",
        "/runs/compare-completed"
      })
  void pagesAreForEverybodyOnAnyScreen(String page) {
    for (boolean dark : new boolean[] {false, true}) {
      browser.dark(dark);
      browser.size(375, 700);
      browser.open(page);
      browser.await("main :is(table, form)");

      browser.requireNoSidewaysScrolling();
      browser.requireAccessible();
    }
    browser.dark(false);
    browser.size(1200, 900);
  }

  @Test
  void aPageThatFoundNoServersIsOpenedAgainUntilThereAreSome() {
    browser.open(
        "/store",
        """
        const answering = window.fetch;
        window.away = 3; // as often as one question is asked
        window.fetch = (url, options) => {
          window.away -= 1;
          return window.away >= 0
              ? Promise.resolve(new Response('{"detail": "no answer"}', {status: 503}))
              : answering(url, options);
        };
        """);
    browser.await("main table");
    assertThat((Long) browser.script("return window.away")).isNegative();
    assertThat(browser.texts("main h1")).containsExactly("Store");
  }

  @Test
  void theListIsFilteredAndSortedAndItsAddressSaysHow() {
    browser.open("/");
    browser.awaitText("tbody th", "unlearn-running");

    browser.choose(browser.await("select[name=state]"), "interrupted");
    browser.awaitText("[role=status]", "1 run;");
    assertThat(browser.texts("tbody th")).containsExactly("unlearn-interrupted");
    assertThat(browser.page()).contains("state=interrupted");

    browser.open("/?kind=unlearn");
    browser.button("Name").sendKeys(Keys.ENTER);
    browser.await("th[aria-sort=ascending]");
    browser.awaitText("tbody tr:first-child th", "unlearn-awaiting-approval");
    assertThat(browser.focused().getText()).isEqualTo("Name");
    assertThat(browser.texts("tbody th")).isSorted();
  }

  @Test
  void whatUsersWriteIsNeverMarkup() throws Exception {
    desk.note("unlearn-published", Optional.of(MARKUP));

    browser.open("/runs/unlearn-published");

    browser.awaitText("dd", MARKUP);
    assertThat(browser.all("dd img")).isEmpty();
    assertThat(browser.script("return document.title")).isEqualTo("unlearn-published · Lethe");
  }

  @Test
  void aRunIsFollowedWithoutReloading() throws Exception {
    browser.open("/runs/unlearn-running");
    browser.script("window.loadedOnce = true");
    browser.awaitText("dd", "150 images/s");

    desk.progress(
        "unlearn-running",
        new Progress(
            "unlearn",
            "retain",
            1,
            3,
            80,
            120,
            Optional.of(0.5),
            Optional.of(99.0),
            Optional.of(4.0)));

    browser.awaitText("dd", "80 of 120");
    browser.awaitText("dd", "99 images/s");
    assertThat(browser.script("return document.querySelector('progress').value"))
        .isEqualTo(80.0 / 120);
    assertThat(browser.script("return window.loadedOnce")).isEqualTo(true);
  }

  /** The event that told of it is over by then: no other one follows. */
  @Test
  void aListThatCouldNotBeAskedForIsAskedForAgain() {
    browser.open("/?name=unlearn-late");
    browser.awaitText("[role=status]", "0 runs");
    browser.script(FAILING, "/runs?");
    browser.script(
        """
        const events = new EventSource('/api/lethe/v1/events');
        events.addEventListener('run', (event) => {
          if (JSON.parse(event.data).state === 'running' && event.data.includes('unlearn-late')) {
            window.before = window.failures;
            events.close();
          }
        });
        """);
    begin("unlearn-late");
    browser.awaitScript(
        "a question after the last event", "return window.failures > window.before");
    browser.awaitText("[role=alert]", "The server answered 500.");

    browser.script("window.fetch = window.answering");

    browser.awaitText("tbody th", "unlearn-late");
  }

  private static void begin(String run) {
    desk.start(SampleRuns.unlearn(run), FakeDesk.trigger("lethe_unlearn"));
    desk.begin(run, "mask", List.of());
  }

  @Test
  void aPartThatCannotBeHadStaysAndIsAskedForAgain() {
    begin("unlearn-logged");
    browser.open("/runs/unlearn-logged");
    browser.awaitText(".log", "begins");
    browser.script(FAILING, "/log");
    desk.end("unlearn-logged", RunState.COMPLETED);
    browser.awaitText("h1 .badge", "completed");
    browser.awaitText("h2", "Log");

    browser.script("window.fetch = window.answering");

    browser.awaitText(".log", "completed");
    assertThat(browser.texts("main h2")).endsWith("Log", "Request");
  }

  @Test
  void aSlowPartKeepsNoStateBack() {
    begin("unlearn-slow-log");
    browser.open("/runs/unlearn-slow-log");
    browser.awaitText("h1 .badge", "running");
    browser.script(
        """
        const answering = window.fetch;
        window.fetch = (url, options) =>
          url.endsWith('/log') ? new Promise(() => {}) : answering(url, options);
        """);

    desk.end("unlearn-slow-log", RunState.AWAITING_APPROVAL);
    browser.awaitText("h1 .badge", "awaiting approval");
    desk.end("unlearn-slow-log", RunState.COMPLETED);

    browser.awaitText("h1 .badge", "completed");
  }

  @Test
  void aRefusalIsSaidAlsoWhereTheStateHasChangedMeanwhile() {
    begin("unlearn-decided");
    browser.open("/runs/unlearn-decided");
    browser.script(
        """
        const answering = window.fetch;
        window.fetch = (url, options) => options?.method !== 'POST' ? answering(url, options)
          : new Promise((answer) => {
              window.refuse = () =>
                answer(new Response('{"detail": "somebody was faster"}', {status: 409}));
            });
        """);
    browser.button("Cancel").click();
    browser.button("Cancel the run").click();
    desk.end("unlearn-decided", RunState.COMPLETED);
    browser.awaitText("h1 .badge", "completed");

    browser.script("window.refuse()");

    browser.awaitText("[role=alert]", "somebody was faster");
  }

  @Test
  void aRunThatWaitsForAPersonIsApprovedByKeyboard() {
    browser.open("/runs/unlearn-awaiting-approval");
    browser.awaitText("h2", "Measured so far");
    assertThat(browser.texts("tbody th")).contains("original", "unlearned", "Retrain", "gap (pp)");
    browser.press("Approve", Keys.ENTER);
    WebElement reason = browser.await("dialog textarea");
    assertThat(browser.focused()).isEqualTo(reason);
    reason.sendKeys("looks right", Keys.TAB, Keys.ENTER);

    browser.awaitText("h1 .badge", "completed");

    assertThat(desk.run("unlearn-awaiting-approval").orElseThrow().record().orElseThrow().state())
        .isEqualTo(RunState.COMPLETED);
    assertThat(browser.all("dialog")).isEmpty();
  }

  @Test
  void aRunThatIsExecutedAgainIsFollowedToItsEnd() {
    desk.withoutWorkers(true);
    browser.open("/runs/unlearn-cancelled");
    browser.press("Run again", Keys.ENTER);
    browser.awaitText("h1 .badge", "queued");
    assertThat(browser.texts("main p")).noneMatch(text -> text.contains("not needed any more"));

    desk.withoutWorkers(false);
    desk.begin("unlearn-cancelled", "admit", List.of());
    browser.awaitText("h1 .badge", "running");
    desk.end("unlearn-cancelled", RunState.COMPLETED);

    browser.awaitText("h1 .badge", "completed");
  }

  @Test
  void aBadFormSaysWhatIsWrongAtTheFields() {
    browser.open("/new");
    browser.field("name").sendKeys("Not A Name");
    browser.choose(browser.field("forget"), "random");
    browser.field("forget.random.fraction").sendKeys("7");
    browser.button("Start the run").sendKeys(Keys.ENTER);

    browser.awaitText("[role=alert] h2", "things to correct");
    assertThat(browser.focused().getAttribute("role")).isEqualTo("alert");
    WebElement fraction = browser.field("forget.random.fraction");
    assertThat(fraction.getAttribute("aria-invalid")).isEqualTo("true");
    assertThat(described(fraction)).contains("Found number 7; allowed: ");
    assertThat(described(browser.field("name"))).contains("Found text 'Not A Name'; allowed: ");
    assertThat(browser.field("seed").getAttribute("aria-invalid")).isNull();
    assertThat(browser.page()).isEqualTo("/new");

    browser.await("[role=alert] a").sendKeys(Keys.ENTER);
    assertThat(browser.focused().getAttribute("aria-invalid")).isEqualTo("true");
  }

  private static String described(WebElement field) {
    return (String)
        browser.script(
            """
            return arguments[0].getAttribute('aria-describedby').split(' ')
              .map((id) => document.getElementById(id).textContent).join(' ')\
            """,
            field);
  }

  @Test
  void aPresetFillsTheFormAndTheFormIsYaml() {
    browser.open("/new");
    browser.choose(browser.await("#preset"), "paper/salun-cifar10-10");
    browser.await("[data-path=\"method.mask.fraction\"]");
    browser.field("name").sendKeys("from-a-preset");
    browser.button("YAML").sendKeys(Keys.ENTER);

    WebElement yaml = browser.await("#yaml");
    assertThat(yaml.getAttribute("value"))
        .contains("kind: unlearn", "preset: paper/salun-cifar10-10", "learningRate: 0.013");
    yaml.clear();
    yaml.sendKeys("kind: train\nname: typed\nmethod: {name: retrain, epochs: 3}\n");
    browser.button("Form").sendKeys(Keys.ENTER);

    assertThat(browser.await("#kind").getAttribute("value")).isEqualTo("train");
    assertThat(browser.field("name").getAttribute("value")).isEqualTo("typed");
    assertThat(browser.field("method.epochs").getAttribute("value")).isEqualTo("3");
  }

  @Test
  void thePresetThatIsChosenLastIsFilledIn() {
    browser.open("/new");
    browser.await("#preset");
    browser.script(
        """
        const answering = window.fetch;
        window.fetch = async (url, options) => {
          const answer = await answering(url, options);
          if (!url.endsWith('/salun-cifar10-10')) {
            return answer;
          }
          const body = await answer.text();
          await new Promise((go) => (window.letGo = go));
          return {ok: true, status: 200, text: () => Promise.resolve(body)};
        };
        """);
    browser.choose(browser.await("#preset"), "paper/salun-cifar10-10");
    browser.choose(browser.await("#preset"), "paper/ga-cifar10-10");
    browser.awaitValue("method.name", "ga");
    browser.awaitScript("the earlier preset", "return !!window.letGo");

    browser.asynchronous("window.letGo(); await new Promise((later) => setTimeout(later));");

    assertThat(browser.field("method.name").getAttribute("value")).isEqualTo("ga");
    browser.button("YAML").click();
    assertThat(browser.await("#yaml").getAttribute("value"))
        .contains("preset: paper/ga-cifar10-10");
  }

  @Test
  void aPresetThatCannotBeHadIsSaid() {
    browser.open("/new");
    browser.await("#preset");
    browser.script(FAILING, "/presets/");
    browser.choose(browser.await("#preset"), "paper/salun-cifar10-10");

    browser.awaitText("[role=alert]", "paper/salun-cifar10-10 cannot be filled in");
  }

  @Test
  void yamlThatIsNoneStaysWhereItIs() {
    browser.open("/new");
    browser.button("YAML").click();
    WebElement yaml = browser.await("#yaml");
    yaml.clear();
    yaml.sendKeys("kind: [train");
    browser.button("Form").click();

    browser.awaitText("[role=alert]", "cannot be read into the form");
    assertThat(yaml.isDisplayed()).isTrue();
  }

  @Test
  void aRunIsStartedFromAnotherOnesRequest() {
    browser.open("/new?from=unlearn-published");
    browser.await("[data-path=\"model.ref\"]");
    assertThat(browser.field("name").getAttribute("value")).isEqualTo("unlearn-published-again");
    browser.button("Start the run").click();

    browser.awaitPage("/runs/unlearn-published-again");
    browser.awaitText("h1", "queued");
    browser.button("Cancel").click();
    browser.button("Cancel the run").click();
    browser.awaitText("h1 .badge", "cancelled");
    browser.button("Run again").click();
    browser.awaitText("h1 .badge", "running");
  }
}
