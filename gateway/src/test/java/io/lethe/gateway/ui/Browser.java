package io.lethe.gateway.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A real Chromium without a window, with what a test asks of the pages that it shows. */
public final class Browser implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final List<String> FLAGS =
      List.of(
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--disable-dev-shm-usage",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--lang=en");

  private final ChromeDriver driver;
  private final String origin;

  private Browser(ChromeDriver driver, String origin) {
    this.driver = driver;
    this.origin = origin;
  }

  /**
   * Starts the Chromium of this machine; the test is skipped where there is none.
   *
   * @param origin where the gateway listens, {@code http://host:port}
   * @param profile an empty folder
   */
  public static Browser at(String origin, Path profile) {
    Optional<File> chromium = program("chromium", "chromium-browser", "google-chrome");
    Optional<File> chromedriver = program("chromedriver");
    assumeTrue(
        chromium.isPresent() && chromedriver.isPresent(),
        "skipped: no chromium and chromedriver on the path (Debian: chromium, chromium-driver)");
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium.get());
    options.addArguments(FLAGS);
    options.addArguments("--user-data-dir=" + profile);
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder().usingDriverExecutable(chromedriver.get()).build();
    Browser browser = new Browser(new ChromeDriver(service, options), origin);
    browser.driver.manage().timeouts().scriptTimeout(PATIENCE);
    browser.size(1200, 900);
    return browser;
  }

  private static Optional<File> program(String... names) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Arrays.stream(names)
        .flatMap(
            name ->
                Arrays.stream(path.split(File.pathSeparator)).map(folder -> new File(folder, name)))
        .filter(File::canExecute)
        .findFirst();
  }

  /** Shows a page, and waits until it has its heading. */
  public Browser open(String page) {
    driver.get(origin + page);
    await("h1");
    return this;
  }

  /** Shows a page in which a script runs before the page's own. */
  public Browser open(String page, String script) {
    Object added =
        driver
            .executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script))
            .get("identifier");
    try {
      return open(page);
    } finally {
      driver.executeCdpCommand(
          "Page.removeScriptToEvaluateOnNewDocument", Map.of("identifier", added));
    }
  }

  /** Address of the page that is shown, from the server's root. */
  public String page() {
    return driver.getCurrentUrl().replace(origin, "");
  }

  /** The first element of a CSS selector, once it is there. */
  public WebElement await(String selector) {
    return waiting(selector)
        .until(() -> all(selector).stream().findFirst(), Optional::isPresent)
        .orElseThrow();
  }

  /** Waits until the text of an element has that in it. */
  public void awaitText(String selector, String part) {
    waiting(selector)
        .untilAsserted(
            () ->
                assertThat(read(selector))
                    .as("%s on %s, which says %s", selector, page(), read("[role=alert]"))
                    .anySatisfy(text -> assertThat(text).contains(part)));
  }

  /** Waits until a page of that address is shown. */
  public void awaitPage(String page) {
    waiting(page).until(() -> page().equals(page));
  }

  /** Waits until a script answers true. */
  public void awaitScript(String forWhat, String text) {
    waiting(forWhat).until(() -> script(text), Boolean.TRUE::equals);
  }

  /** Waits until the form control of a field of the request has that value. */
  public void awaitValue(String path, String value) {
    waiting(path).until(() -> field(path).getAttribute("value"), value::equals);
  }

  private static ConditionFactory waiting(String forWhat) {
    // The page may put another element in place of one that is being looked at.
    return Awaitility.await(forWhat)
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(100))
        .ignoreException(StaleElementReferenceException.class);
  }

  /** Every element of a CSS selector, now. */
  public List<WebElement> all(String selector) {
    return driver.findElements(By.cssSelector(selector));
  }

  /** What a person reads in the elements of a CSS selector, which are all of one moment. */
  public List<String> texts(String selector) {
    return waiting(selector).until(() -> read(selector), texts -> true);
  }

  private List<String> read(String selector) {
    return all(selector).stream().map(WebElement::getText).toList();
  }

  /** The form control of a field of the request. */
  public WebElement field(String path) {
    return await("[data-path=\"" + path + "\"]");
  }

  /** The button with that label. */
  public WebElement button(String label) {
    return waiting(label).until(() -> labelled("button", label), Optional::isPresent).orElseThrow();
  }

  /** Presses a key on the button with that label, also where the page is just redrawing it. */
  public void press(String label, Keys key) {
    waiting(label)
        .until(
            () -> {
              Optional<WebElement> button = labelled("button", label);
              button.ifPresent(found -> found.sendKeys(key));
              return button.isPresent();
            });
  }

  private Optional<WebElement> labelled(String selector, String label) {
    return all(selector).stream().filter(found -> found.getText().equals(label)).findFirst();
  }

  /** Opens what is folded under that label. */
  public void unfold(String label) {
    waiting(label)
        .until(() -> labelled("summary", label), Optional::isPresent)
        .orElseThrow()
        .click();
  }

  /** The element that has the focus. */
  public WebElement focused() {
    return driver.switchTo().activeElement();
  }

  /** Chooses an entry of a list as a person with a keyboard does. */
  public void choose(WebElement select, String value) {
    select.findElement(By.cssSelector("option[value=\"" + value + "\"]")).click();
  }

  /** Asks the page. */
  public Object script(String text, Object... arguments) {
    return driver.executeScript(text, arguments);
  }

  /** Asks the page by a script with {@code await} in it; what it throws fails the test. */
  public Object asynchronous(String text) {
    Object answer =
        driver.executeAsyncScript(
            """
            const done = arguments[arguments.length - 1];
            (async () => {%s})().then((value) => done({value}), (e) => done({error: String(e)}));
            """
                .formatted(text));
    Map<?, ?> outcome = (Map<?, ?>) answer;
    assertThat(outcome.get("error")).as("what the script threw").isNull();
    return outcome.get("value");
  }

  /** Size of the page's view in CSS pixels, also smaller than Chromium's smallest window. */
  public void size(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
  }

  /** Whether the reader prefers dark pages. */
  public void dark(boolean wanted) {
    Map<String, String> feature =
        Map.of("name", "prefers-color-scheme", "value", wanted ? "dark" : "light");
    driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of(feature)));
  }

  /** Fails where the page is wider than its view: then a phone scrolls it sideways. */
  public void requireNoSidewaysScrolling() {
    assertThat((Long) script("return document.documentElement.scrollWidth"))
        .as("width of %s", page())
        .isLessThanOrEqualTo((Long) script("return window.innerWidth"));
  }

  /** Fails where axe-core finds something that keeps people from using the page. */
  public void requireAccessible() {
    driver.executeScript(axe());
    Object found =
        driver.executeAsyncScript(
            """
            const done = arguments[arguments.length - 1];
            axe.run({resultTypes: ['violations']}).then((r) => done(r.violations.flatMap(
              (v) => v.nodes.map((n) => `${v.id}: ${v.help}: ${n.html}: ${n.failureSummary}`))));
            """);
    assertThat((List<?>) found).as("axe on %s", page()).isEmpty();
  }

  private static String axe() {
    try (InputStream in = Browser.class.getResourceAsStream("/axe.min.js")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Fails where the browser complained since the last call, a violated policy included, or asked
   * another host.
   *
   * @param expected parts of complaints that belong to the test: answers it has provoked
   */
  public void requireQuiet(String... expected) {
    Stream<String> complaints =
        driver.manage().logs().get(LogType.BROWSER).getAll().stream()
            .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
            .map(LogEntry::getMessage)
            .filter(message -> Arrays.stream(expected).noneMatch(message::contains));
    assertThat(complaints).as("console of the browser").isEmpty();
    Stream<String> elsewhere =
        driver.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
            .map(LogEntry::getMessage)
            .filter(message -> message.contains("\"Network.requestWillBeSent\""))
            .map(
                message ->
                    message.replaceFirst("(?s).*?\"request\":\\{.*?\"url\":\"([^\"]*)\".*", "$1"))
            // The browser's own pages are no hosts.
            .filter(url -> url.matches("(https?|wss?):.*") && !url.startsWith(origin));
    assertThat(elsewhere).as("requests to other hosts").isEmpty();
  }

  /** Keeps a picture of the whole page. */
  public void screenshot(Path file) throws IOException {
    Long width = (Long) script("return window.innerWidth");
    Long height = (Long) script("return document.documentElement.scrollHeight");
    size(width.intValue(), (int) Math.min(height, 2400));
    Files.createDirectories(file.getParent());
    Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
  }

  @Override
  public void close() {
    driver.quit();
  }
}
