package io.lethe.gateway.ui;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.gateway.Gateway;
import io.lethe.gateway.access.AccessControl;
import io.lethe.gateway.access.AccessSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of the web UI over HTTP. */
class UiRoutesTest {
  private static final Pattern LINKED = Pattern.compile("(?:src|href)=\"(/ui/[^\"]+)\"");
  private static final Pattern IMPORTED =
      Pattern.compile("(?:from|import) '(/ui/[^']+)'|url\\(\"(/ui/[^\"]+)\"\\)");

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static Gateway gateway;

  @BeforeAll
  static void start() {
    AccessControl access = new AccessControl(AccessSettings.on("127.0.0.1"));
    gateway = Gateway.start("127.0.0.1", 0, List.of(access, new UiRoutes()));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/runs/a-run", "/compare/a-run", "/new", "/store", "/login"})
  void everyPageIsTheSameDocumentWithoutAnythingInline(String page) throws Exception {
    HttpResponse<String> answer = get(page);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'self'")
        .doesNotContain("unsafe");
    assertThat(answer.body())
        .contains("<html lang=\"en\">")
        .doesNotContain("style=", "onclick", "<style")
        .doesNotContainPattern("<script(?![^>]*src=)")
        .doesNotContainPattern("(src|href)=\"(https?:)?//");
  }

  @Test
  void everyFileThatADocumentOrAModuleNamesIsThere() throws Exception {
    List<String> linked = named(LINKED, get("/").body());
    assertThat(linked).isNotEmpty();
    for (String file : linked) {
      requireServed(file);
    }
    for (String module :
        List.of("/ui/chart.js", "/ui/pages/new.js", "/ui/run/files.js", "/ui/style.css")) {
      List<String> imported = named(IMPORTED, get(module).body());
      assertThat(imported).as(module).isNotEmpty();
      for (String file : imported) {
        requireServed(file);
      }
    }
  }

  private static List<String> named(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
        .toList();
  }

  private static void requireServed(String file) throws IOException, InterruptedException {
    HttpResponse<String> answer = get(file);
    assertThat(answer.statusCode()).as(file).isEqualTo(200);
    String type = answer.headers().firstValue("Content-Type").orElse("");
    String expected =
        file.endsWith("js")
            ? "text/javascript"
            : file.endsWith(".css") ? "text/css" : "image/svg+xml";
    assertThat(type).as(file).startsWith(expected);
  }

  @Test
  void aFileThatTheBrowserHasIsNotSentAgain() throws Exception {
    HttpResponse<String> first = get("/ui/app.js");
    String tag = first.headers().firstValue("ETag").orElseThrow();

    HttpResponse<String> second = get("/ui/app.js", "If-None-Match", tag);

    assertThat(second.statusCode()).isEqualTo(304);
    assertThat(second.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ui/",
        "/ui/pages/",
        "/ui/../page.html",
        "/ui/%2e%2e/UiRoutes.class",
        "/ui/pico/"
      })
  void foldersAndWhatIsBesideThemAreNotServed(String path) throws Exception {
    assertThat(get(path).statusCode()).isBetween(400, 404);
  }
}
