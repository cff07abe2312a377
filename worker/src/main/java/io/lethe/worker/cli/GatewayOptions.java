package io.lethe.worker.cli;

import io.lethe.gateway.access.AccessSettings;
import io.lethe.gateway.access.Buckets;
import io.lethe.gateway.access.GatewayKey;
import io.lethe.gateway.access.OidcSettings;
import io.lethe.gateway.access.Passwords;
import io.lethe.gateway.access.Users;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.workflows.request.InvalidRequestException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Where a gateway listens and who may use it, as options or variables; an option goes first. */
final class GatewayOptions {
  static final int DEFAULT_PORT = 8080;

  private static final int MAX_PORT = 65_535;

  /** Fields of the settings as they are typed here. */
  private static final Map<String, String> TYPED =
      Map.of(
          "host", "--host",
          "users", "--users",
          "password", "LETHE_GATEWAY_ADMIN_PASSWORD",
          "gateway key", "LETHE_GATEWAY_KEY",
          "OIDC issuer", "--oidc-issuer",
          "OIDC audience", "--oidc-audience",
          "OIDC role claim", "--oidc-role-claim");

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = {
        "Address to listen on; any but a loopback address needs --users or --oidc-issuer.",
        "Default: LETHE_GATEWAY_HOST, or 127.0.0.1."
      })
  private String host;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port, 0 for a free one. Default: LETHE_GATEWAY_PORT, or 8080.")
  private String port;

  @Option(
      names = "--users",
      paramLabel = "FILE",
      description = {
        "Who may log in: a line name:role:hash each; roles: viewer, operator, approver, admin.",
        "Default: LETHE_GATEWAY_USERS. LETHE_GATEWAY_ADMIN_PASSWORD adds a user admin."
      })
  private String users;

  @Option(
      names = "--oidc-issuer",
      paramLabel = "URL",
      description = "OpenID Connect issuer of accepted tokens. Default: LETHE_GATEWAY_OIDC_ISSUER.")
  private String issuer;

  @Option(
      names = "--oidc-audience",
      paramLabel = "NAME",
      description = "Audience these tokens must name. Default: LETHE_GATEWAY_OIDC_AUDIENCE.")
  private String audience;

  @Option(
      names = "--oidc-role-claim",
      paramLabel = "CLAIM",
      description = "Claim with the role. Default: LETHE_GATEWAY_OIDC_ROLE_CLAIM, or roles.")
  private String roleClaim;

  @Option(
      names = "--oidc-client-id",
      paramLabel = "ID",
      description = {
        "For logins of browsers at the issuer. Default: LETHE_GATEWAY_OIDC_CLIENT_ID.",
        "LETHE_GATEWAY_OIDC_CLIENT_SECRET where the issuer wants a secret."
      })
  private String clientId;

  @Option(
      names = "--buckets",
      paramLabel = "NAMES",
      description = {
        "Buckets that requests and downloads may name, with commas between them.",
        "Default: LETHE_GATEWAY_BUCKETS, or lethe,models,datasets,released."
      })
  private String buckets;

  @Option(
      names = "--allowed-hosts",
      paramLabel = "NAMES",
      description = {
        "Names under which browsers may address the gateway.",
        "Default: LETHE_GATEWAY_ALLOWED_HOSTS, or any; on a loopback address the names of that."
      })
  private String allowedHosts;

  @Option(
      names = "--behind-proxy",
      description = {
        "A reverse proxy in front sets X-Forwarded-Proto and X-Forwarded-For.",
        "Default: whether LETHE_GATEWAY_BEHIND_PROXY is true."
      })
  private boolean behindProxy;

  /**
   * Who may use it.
   *
   * @throws InvalidInputException naming the option or variable that is wrong
   */
  AccessSettings access(Environment environment) throws IOException {
    Given given = new Given(environment);
    try {
      return new AccessSettings(
          given.value(host, "HOST").orElse("127.0.0.1"),
          users(given),
          oidc(given),
          given.secret("KEY").map(GatewayKey::parse),
          AccessSettings.API_LIFETIME,
          AccessSettings.BROWSER_LIFETIME,
          given.names(allowedHosts, "ALLOWED_HOSTS").orElse(Set.of()),
          given.names(null, "ALLOWED_ORIGINS").orElse(Set.of()),
          behindProxy || given.secret("BEHIND_PROXY").filter("true"::equals).isPresent(),
          AccessSettings.MAX_BODY_BYTES);
    } catch (InvalidRequestException e) {
      throw typed(e);
    }
  }

  private Users users(Given given) throws IOException {
    StringBuilder lines = new StringBuilder();
    Optional<String> file = given.value(users, "USERS");
    if (file.isPresent()) {
      lines.append(Files.readString(given.environment().resolve(Path.of(file.get()))));
    }
    given
        .secret("ADMIN_PASSWORD")
        .ifPresent(password -> lines.append("\nadmin:admin:").append(Passwords.hash(password)));
    return file.isEmpty() && lines.isEmpty() ? Users.none() : Users.parse(lines.toString());
  }

  private Optional<OidcSettings> oidc(Given given) {
    return given
        .value(issuer, "OIDC_ISSUER")
        .map(
            url ->
                new OidcSettings(
                    uri(url),
                    given.value(audience, "OIDC_AUDIENCE").orElse(""),
                    given
                        .value(roleClaim, "OIDC_ROLE_CLAIM")
                        .orElse(OidcSettings.DEFAULT_ROLE_CLAIM),
                    given.value(clientId, "OIDC_CLIENT_ID"),
                    given.secret("OIDC_CLIENT_SECRET")));
  }

  private static URI uri(String url) {
    try {
      return URI.create(url);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          "--oidc-issuer", "found '%s'; allowed: an https URL".formatted(url));
    }
  }

  /** What requests and downloads may name. */
  Buckets buckets(Environment environment) {
    return new Buckets(
        new Given(environment).names(buckets, "BUCKETS").orElse(Buckets.DEFAULT));
  }

  /**
   * The port.
   *
   * @throws InvalidInputException if it is none
   */
  int port(Environment environment) {
    return new Given(environment)
        .value(port, "PORT")
        .map(text -> port("--port", text))
        .orElse(DEFAULT_PORT);
  }

  private static int port(String option, String text) {
    try {
      int found = Integer.parseInt(text);
      if (found >= 0 && found <= MAX_PORT) {
        return found;
      }
    } catch (NumberFormatException e) {
      // Refused below.
    }
    throw new InvalidInputException(
        option, "found '%s'; allowed: 0 to %d".formatted(text, MAX_PORT));
  }

  private static InvalidInputException typed(InvalidRequestException error) {
    String field = error.problems().get(0).field();
    String option = field.startsWith("users line") ? "--users" : TYPED.getOrDefault(field, field);
    String problems =
        error.problems().stream()
            .map(problem -> problem.toString().substring(problem.field().length() + 2))
            .collect(Collectors.joining("\n"));
    String line = field.startsWith("users line") ? field.substring("users ".length()) + ": " : "";
    return new InvalidInputException(option, line + problems);
  }

  /**
   * What was typed, else what the environment says.
   *
   * @param environment the process around the command
   */
  private record Given(Environment environment) {
    Optional<String> value(String typed, String name) {
      return Optional.ofNullable(typed).or(() -> secret(name)).filter(value -> !value.isBlank());
    }

    /** What is never typed. */
    Optional<String> secret(String name) {
      return Optional.ofNullable(environment.variables().get("LETHE_GATEWAY_" + name))
          .filter(value -> !value.isBlank());
    }

    Optional<Set<String>> names(String typed, String name) {
      return value(typed, name)
          .map(
              text ->
                  Arrays.stream(text.split(","))
                      .map(String::strip)
                      .filter(part -> !part.isEmpty())
                      .collect(Collectors.toUnmodifiableSet()));
    }
  }
}
