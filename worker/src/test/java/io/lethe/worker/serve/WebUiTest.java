package io.lethe.worker.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.gateway.access.AccessSettings;
import io.lethe.gateway.access.Buckets;
import io.lethe.gateway.ui.Browser;
import io.lethe.worker.CommandLineHarness;
import io.lethe.worker.TinyProject;
import io.lethe.worker.runtime.Session;
import io.lethe.worker.runtime.Submission;
import io.lethe.workflows.request.Request;
import io.lethe.workflows.request.RequestReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/**
 * Runs are started, watched and cancelled in a real browser, with a whole Lethe behind the pages.
 * With {@code -Dlethe.screenshots=true} it makes the pictures of {@code docs/ui.md} on its way.
 */
class WebUiTest {
  private static final Path PICTURES = Path.of("..", "docs", "images");

  @TempDir private static Path folder;
  private static Session session;
  private static GatewayServer gateway;
  private static Browser browser;
  private static Request stored;

  @BeforeAll
  static void open() throws IOException {
    TinyProject project = TinyProject.create(folder.resolve("project"));
    session = new CommandLineHarness(folder, folder).owner();
    stored =
        (Request)
            Submission.of(
                    session,
                    RequestReader.read(TinyProject.unlearning("stored", "model.safetensors")),
                    List.of(project.folder()))
                .upload();
    gateway =
        GatewayServer.start(
            session, AccessSettings.on("127.0.0.1"), new Buckets(Buckets.DEFAULT), 0);
    browser = Browser.at(gateway.address(), folder.resolve("profile"));
  }

  @AfterAll
  static void close() throws IOException {
    if (browser != null) {
      browser.close();
    }
    gateway.close();
    session.close();
  }

  @AfterEach
  void nothingElseWasSaidOrAsked() {
    // No report before the first result: 409; bad requests: 422; on a busy machine Temporal answers
    // too late for the first question, and the page asks again: 503.
    browser.requireQuiet("409 (", "422 (", "503 (");
  }

  private static String model() {
    return stored.model().ref().orElseThrow();
  }

  private static void picture(String name) throws IOException {
    if (Boolean.getBoolean("lethe.screenshots")) {
      browser.screenshot(PICTURES.resolve(name + ".png"));
      browser.size(1200, 900);
    }
  }

  /** Everything by keyboard, as in a form that is filled from top to bottom. */
  @Test
  void aRunIsStartedInTheFormAndWatchedToItsEnd() throws Exception {
    browser.open("/new");
    browser.field("name").sendKeys("from-the-form");
    browser.field("model.ref").sendKeys(model());
    browser.field("dataset.ref").sendKeys(stored.dataset().ref());
    // What the store knows of the model comes by itself.
    browser.awaitValue("model.architecture", "resnet20s");
    assertThat(value("model.classes")).isEqualTo("3");
    browser.choose(browser.field("forget"), "random");
    type("forget.random.fraction", "7");
    browser.choose(browser.field("method.name"), "salun");
    browser.field("method.epochs").sendKeys("5");
    browser.field("method.batchSize").sendKeys("20");
    browser.unfold("Baseline");
    browser.choose(browser.field("baseline.mode"), "train");
    browser.choose(browser.field("baseline.recipe"), "own");
    browser.field("baseline.recipe.epochs").sendKeys("2");
    browser.field("baseline.recipe.batchSize").sendKeys("20");
    browser.button("Check").sendKeys(Keys.ENTER);

    browser.awaitText("[role=alert]", "forget.random.fraction: found number 7");
    assertThat(browser.field("forget.random.fraction").getAttribute("aria-invalid"))
        .isEqualTo("true");
    picture("bad-form");

    type("forget.random.fraction", "0.1");
    browser.button("Check").sendKeys(Keys.ENTER);
    browser.awaitText("dl.facts", "Records to forget\n6\nRecords retained\n54");
    assertThat(browser.texts("[role=alert]")).containsOnly("");
    picture("new-run");

    browser.button("Start the run").sendKeys(Keys.ENTER);
    browser.awaitPage("/runs/from-the-form");
    browser.script("window.loadedOnce = true");
    browser.awaitText("h1 .badge", "completed");

    assertThat(browser.script("return window.loadedOnce")).isEqualTo(true);
    browser.awaitText("table", "Retrain");
    wholeRun();
    assertThat(browser.texts("tbody th"))
        .contains("unlearned", "Retrain", "gap (pp)")
        .contains("mask", "unlearn", "evaluate", "evaluate-original")
        .contains("baseline", "evaluate-baseline");
    assertThat(browser.await("tr.baseline td").getText()).matches("\\d+\\.\\d\\d");
    browser.await(".chart canvas");
    browser.requireAccessible();
    picture("run");
    onAPhoneAtNight();
  }

  /** What is beside the record of a run is read after it, each part by itself. */
  private static void wholeRun() {
    for (String part :
        List.of("Result", "Stages", "Loss", "Salient weights by layer", "Artifacts", "Log")) {
      browser.awaitText("main h2", part);
    }
  }

  private static String value(String path) {
    return browser.field(path).getAttribute("value");
  }

  private static void type(String path, String value) {
    WebElement field = browser.field(path);
    field.clear();
    field.sendKeys(value);
  }

  private static void onAPhoneAtNight() throws IOException {
    browser.dark(true);
    browser.size(375, 800);
    browser.open("/runs/from-the-form");
    browser.awaitText("tbody th", "Retrain");
    wholeRun();
    browser.requireNoSidewaysScrolling();
    browser.requireAccessible();
    picture("run-phone");
    browser.dark(false);
    browser.size(1200, 900);
  }

  @Test
  void aRunIsCancelledWithAReason() {
    yaml(
        TinyProject.training("takes-long")
            .replace("ref: data", "ref: " + stored.dataset().ref())
            .replace("epochs: 2", "epochs: 50000"));
    browser.awaitPage("/runs/takes-long");
    browser.awaitText("main dd", "images/s");

    // A stage that has just begun draws the buttons anew.
    browser.press("Cancel", Keys.ENTER);
    browser.await("dialog textarea").sendKeys("not needed any more");
    browser.button("Cancel the run").sendKeys(Keys.ENTER);

    browser.awaitText("h1 .badge", "cancelled");
    browser.awaitText("main p", "not needed any more");
    browser.open("/?state=cancelled");
    browser.awaitText("tbody th", "takes-long");
  }

  @Test
  void aComparisonEndsInATableThatSorts() throws Exception {
    yaml(
        """
        kind: compare
        name: two-methods
        model: {ref: %s, architecture: resnet20s, classes: 3}
        dataset: {ref: %s}
        forget: [{random: {fraction: 0.1}}, {random: {fraction: 0.3}}]
        methods:
          - {label: SalUn, name: salun, epochs: 1, batchSize: 20, learningRate: 0.01}
          - {label: FT, name: ft, epochs: 1, batchSize: 20}
        seeds: [1]
        baseline: {mode: train, recipe: {epochs: 1, batchSize: 20, learningRate: 0.05}}
        compute: {device: cpu, threads: %d}
        """
            .formatted(model(), stored.dataset().ref(), TinyProject.THREADS));
    browser.awaitPage("/runs/two-methods");
    browser.open("/compare/two-methods");
    browser.awaitText("h1 .badge", "completed");
    browser.awaitText("dl.facts", "4 of 4");

    assertThat(browser.texts("section:first-of-type tbody th").subList(0, 3))
        .containsExactly("Retrain", "FT", "SalUn");
    browser.press("Method", Keys.ENTER);
    assertThat(browser.await("th[aria-sort=ascending]").getText()).isEqualTo("Method");
    assertThat(browser.texts("section:first-of-type tbody th").subList(0, 3))
        .containsExactly("FT", "Retrain", "SalUn");
    browser.press("Method", Keys.SPACE);
    browser.await("th[aria-sort=descending]");
    assertThat(browser.texts("section:first-of-type tbody th").subList(0, 3))
        .containsExactly("SalUn", "Retrain", "FT");
    assertThat(browser.all("figure img")).isNotEmpty();
    browser.requireAccessible();
    picture("comparison");

    browser.open("/");
    browser.awaitText("tbody th", "two-methods");
    picture("runs");
    browser.open("/store");
    browser.awaitText("tbody", "trained");
    browser.requireAccessible();
    picture("store");
  }

  /** Starts a request that is written as YAML. */
  private static void yaml(String request) {
    browser.open("/new");
    browser.button("YAML").click();
    WebElement text = browser.await("#yaml");
    text.clear();
    text.sendKeys(request);
    browser.button("Start the run").click();
  }
}
