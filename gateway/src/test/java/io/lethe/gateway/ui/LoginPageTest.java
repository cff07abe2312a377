package io.lethe.gateway.ui;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.gateway.FakeDesk;
import io.lethe.gateway.Gateway;
import io.lethe.gateway.Routes;
import io.lethe.gateway.access.AccessControl;
import io.lethe.gateway.access.AccessSettings;
import io.lethe.gateway.access.Passwords;
import io.lethe.gateway.access.Users;
import io.lethe.gateway.lethe.LetheRoutes;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** Logging in and out in a real browser, and what a viewer is offered. */
class LoginPageTest {
  private static final String PASSWORD = "a long password";

  @TempDir private Path profile;

  private static AccessSettings settings() {
    return new AccessSettings(
        "127.0.0.1",
        Users.parse("vera:viewer:" + Passwords.hash(PASSWORD)),
        Optional.empty(),
        Optional.empty(),
        AccessSettings.API_LIFETIME,
        AccessSettings.BROWSER_LIFETIME,
        Set.of(),
        Set.of(),
        false,
        AccessSettings.MAX_BODY_BYTES);
  }

  @Test
  void whoIsNotLoggedInIsLedToTheLoginAndBack() {
    FakeDesk desk = FakeDesk.withRuns();
    AccessControl access = new AccessControl(settings());
    List<Routes> parts = List.of(access, new LetheRoutes(desk), new UiRoutes());
    try (Gateway gateway = Gateway.start("127.0.0.1", 0, parts);
        Browser browser = Browser.at("http://127.0.0.1:" + gateway.port(), profile)) {
      browser.open("/?state=running");
      browser.awaitText("h1", "Log in");
      assertThat(browser.page()).startsWith("/login?next=");
      browser.requireAccessible();

      browser.await("#username").sendKeys("vera");
      browser.await("#password").sendKeys("a wrong password", Keys.ENTER);
      browser.awaitText("[role=alert]", "Name or password is wrong.");
      browser.await("#password").clear();
      browser.await("#password").sendKeys(PASSWORD, Keys.ENTER);

      browser.awaitPage("/?state=running");
      browser.awaitText("#who", "vera (viewer)");
      browser.awaitText("tbody th", "unlearn-running");
      assertThat(browser.texts("main a[role=button]")).doesNotContain("New run");
      browser.open("/runs/unlearn-running");
      browser.awaitText("h1", "unlearn-running");
      assertThat(browser.texts("main button")).doesNotContain("Cancel");

      browser.button("Log out").sendKeys(Keys.ENTER);
      browser.awaitText("h1", "Log in");
      browser.open("/runs/unlearn-running");
      browser.awaitText("h1", "Log in");
      browser.requireQuiet("401 (", "/loss");
    }
  }

  @Test
  void noLinkToTheLoginLeadsElsewhere() {
    List<Routes> parts =
        List.of(
            new AccessControl(settings()), new LetheRoutes(FakeDesk.withRuns()), new UiRoutes());
    try (Gateway gateway = Gateway.start("127.0.0.1", 0, parts);
        Browser browser = Browser.at("http://127.0.0.1:" + gateway.port(), profile)) {
      browser.open("/login?next=%2F.%2F%2Felsewhere.invalid%2F");
      browser.await("#username").sendKeys("vera");
      browser.await("#password").sendKeys(PASSWORD, Keys.ENTER);
      browser.awaitPage("//elsewhere.invalid/");
    }
  }
}
