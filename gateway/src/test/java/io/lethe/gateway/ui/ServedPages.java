package io.lethe.gateway.ui;

import io.lethe.gateway.Desk;
import io.lethe.gateway.Gateway;
import io.lethe.gateway.access.AccessControl;
import io.lethe.gateway.access.AccessSettings;
import io.lethe.gateway.lethe.LetheRoutes;
import java.nio.file.Path;
import java.util.List;

/** The pages over a desk, served as on a machine of one's own, and a browser that shows them. */
final class ServedPages implements AutoCloseable {
  private final Gateway gateway;
  private final Browser browser;

  private ServedPages(Gateway gateway, Browser browser) {
    this.gateway = gateway;
    this.browser = browser;
  }

  /**
   * Serves them; the test is skipped where there is no browser.
   *
   * @param profile an empty folder
   */
  static ServedPages of(Desk desk, Path profile) {
    Gateway gateway =
        Gateway.start(
            "127.0.0.1",
            0,
            List.of(
                new AccessControl(AccessSettings.on("127.0.0.1")),
                new LetheRoutes(desk),
                new UiRoutes()));
    try {
      return new ServedPages(gateway, Browser.at("http://127.0.0.1:" + gateway.port(), profile));
    } catch (RuntimeException e) {
      gateway.close();
      throw e;
    }
  }

  Browser browser() {
    return browser;
  }

  @Override
  public void close() {
    browser.close();
    gateway.close();
  }
}
