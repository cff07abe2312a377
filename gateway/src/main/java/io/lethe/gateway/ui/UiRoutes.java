package io.lethe.gateway.ui;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Header;
import io.javalin.http.staticfiles.Location;
import io.lethe.gateway.Role;
import io.lethe.gateway.Routes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The files of the web UI. Every page is the same document; its script looks at the address and
 * asks {@code /api/lethe/v1} for the rest, so there is nothing here to protect.
 */
public final class UiRoutes implements Routes {
  /** Addresses of pages. */
  private static final List<String> PAGES =
      List.of("/", "/runs/{name}", "/compare/{name}", "/new", "/store", "/login");

  private static final String FILES = "io/lethe/gateway/ui/static";

  /** Folders of the libraries on the class path, by the address they are served under. */
  private static final Map<String, String> LIBRARIES =
      Map.of(
          "/ui/pico", "META-INF/resources/webjars/picocss__pico/2.1.1",
          "/ui/uplot", "META-INF/resources/webjars/uplot/1.6.30",
          "/ui/js-yaml", "META-INF/resources/webjars/js-yaml/4.1.0");

  private final String document = document();

  @Override
  public void add(JavalinConfig config) {
    LIBRARIES.forEach((address, folder) -> serve(config, address, folder));
    serve(config, "/ui", FILES);
    for (String page : PAGES) {
      config.routes.get(
          page,
          context -> context.header(Header.CACHE_CONTROL, "no-cache").html(document),
          Role.ANYONE);
    }
  }

  private static void serve(JavalinConfig config, String address, String folder) {
    config.staticFiles.add(
        files -> {
          files.hostedPath = address;
          files.directory = folder;
          files.location = Location.CLASSPATH;
          files.roles = Set.of(Role.ANYONE);
          files.mimeTypes.add("text/javascript", "js", "mjs");
          // Kept by the browser, but asked for again each time: an entity tag answers most of it.
          files.headers = Map.of(Header.CACHE_CONTROL, "no-cache");
        });
  }

  private static String document() {
    try (InputStream in = UiRoutes.class.getResourceAsStream("page.html")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
