package io.lethe.gateway.access;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.HttpStatus;
import io.lethe.gateway.Principal;
import io.lethe.gateway.Role;
import io.lethe.gateway.Routes;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Logging in with a password: Airflow's clients for a token, browsers for a cookie. */
final class LoginRoutes implements Routes {
  private final AccessSettings settings;
  private final Tokens tokens;
  private final Csrf csrf;
  private final PasswordLogin passwords;

  LoginRoutes(AccessSettings settings, Tokens tokens, Csrf csrf, PasswordLogin passwords) {
    this.settings = settings;
    this.tokens = tokens;
    this.csrf = csrf;
    this.passwords = passwords;
  }

  @Override
  public void add(JavalinConfig config) {
    config.routes.post("/auth/token", this::token, Role.ANYONE);
    config.routes.post("/auth/token/cli", this::token, Role.ANYONE);
    config.routes.get("/auth/token", this::tokenWithoutLogin, Role.ANYONE);
    config.routes.get("/login/ways", this::ways, Role.ANYONE);
    config.routes.post("/login", this::login, Role.ANYONE);
    config.routes.post("/logout", LoginRoutes::logout, Role.VIEWER);
  }

  private void token(Context context) {
    user(context).ifPresent(user -> answerWithToken(context, user));
  }

  private void tokenWithoutLogin(Context context) {
    if (!settings.open()) {
      throw new ForbiddenResponse("POST a user name and a password");
    }
    answerWithToken(context, Principal.LOCAL);
  }

  private void answerWithToken(Context context, Principal user) {
    Session.Source source = settings.open() ? Session.Source.LOCAL : Session.Source.PASSWORD;
    String token = tokens.issue(user, source, Tokens.Use.API, settings.apiLifetime());
    context.status(HttpStatus.CREATED).json(Map.of("access_token", token));
  }

  private void ways(Context context) {
    context.json(
        Map.of(
            "password",
            !settings.users().isEmpty(),
            "oidc",
            settings.oidc().flatMap(OidcSettings::clientId).isPresent()));
  }

  private void login(Context context) {
    user(context).ifPresent(user -> openSession(context, user));
  }

  private void openSession(Context context, Principal user) {
    Optional<String> proof = Optional.empty();
    if (!settings.open()) {
      String token = start(context, user, Session.Source.PASSWORD);
      proof = tokens.session(token, Tokens.Use.BROWSER).map(csrf::token);
    }
    if (Credentials.isForm(context)) {
      context.redirect("/", HttpStatus.SEE_OTHER);
    } else {
      context.json(
          Map.of("name", user.name(), "role", Users.word(user.role()), "csrf", proof.orElse("")));
    }
  }

  /** Logs a browser in and returns the token of its cookie. */
  String start(Context context, Principal user, Session.Source source) {
    String token = tokens.issue(user, source, Tokens.Use.BROWSER, settings.browserLifetime());
    SessionCookie.write(context, token, settings.browserLifetime());
    return token;
  }

  private static void logout(Context context) {
    SessionCookie.clear(context);
    context.status(HttpStatus.NO_CONTENT);
  }

  /** Who logs in; empty after an answer that says what the body lacks. */
  private Optional<Principal> user(Context context) {
    if (settings.open()) {
      return Optional.of(Principal.LOCAL);
    }
    Credentials found = Credentials.read(context);
    List<Map<String, Object>> missing = found.missing();
    if (!missing.isEmpty()) {
      context.status(HttpStatus.UNPROCESSABLE_CONTENT).json(Map.of("detail", missing));
      return Optional.empty();
    }
    return Optional.of(
        passwords.authenticate(context, found.username().get(), found.password().get()));
  }
}
