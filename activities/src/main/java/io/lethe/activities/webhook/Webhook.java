package io.lethe.activities.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lethe.formats.Digests;
import io.lethe.unlearning.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;

/**
 * Sends messages in the form of Standard Webhooks: headers {@code webhook-id}, {@code
 * webhook-timestamp} (seconds) and {@code webhook-signature} = {@code v1,} and the base64 of
 * HMAC-SHA256 over {@code id.timestamp.body}.
 */
final class Webhook {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final int SUCCESS = 2;
  private static final int SERVER_ERROR = 5;

  /** Answers below 500 that say "later": timeout, too early, too many requests. */
  private static final Set<Integer> LATER = Set.of(408, 425, 429);

  private final WebhookSettings settings;
  private final AllowedHosts hosts;
  private final Clock clock;
  // A redirect would lead past the check of the host.
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  Webhook(WebhookSettings settings, Clock clock) {
    this.settings = settings;
    this.hosts = new AllowedHosts(settings);
    this.clock = clock;
  }

  /**
   * Delivers one message; the attempt is over within {@code 15 s}.
   *
   * @param id the same for every attempt, by which a receiver knows duplicates
   * @throws InvalidInputException if trying again will not help
   * @throws UncheckedIOException if it may
   */
  void send(URI address, String id, byte[] body) {
    hosts.check(address);
    long timestamp = clock.instant().getEpochSecond();
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(ANSWER)
            .header("content-type", "application/json")
            .header("user-agent", "lethe")
            .header("webhook-id", id)
            .header("webhook-timestamp", Long.toString(timestamp))
            .header("webhook-signature", "v1," + signature(id, timestamp, body))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    try {
      judge(address, http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%s does not answer: %s".formatted(address.getHost(), e.getClass().getSimpleName()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(
          "interrupted while waiting for " + address.getHost(), new IOException(e));
    }
  }

  private String signature(String id, long timestamp, byte[] body) {
    String content = id + "." + timestamp + "." + new String(body, UTF_8);
    return Base64.getEncoder()
        .encodeToString(Digests.hmac(settings.key(), content.getBytes(UTF_8)));
  }

  private static void judge(URI address, int status) {
    if (status / 100 == SUCCESS) {
      return;
    }
    String answer = "%s answers %d".formatted(address.getHost(), status);
    if (status / 100 == SERVER_ERROR || LATER.contains(status)) {
      throw new UncheckedIOException(answer, new IOException(answer));
    }
    throw new InvalidInputException(
        "notify.url", answer + "; allowed: 2xx, redirects are not followed");
  }
}
