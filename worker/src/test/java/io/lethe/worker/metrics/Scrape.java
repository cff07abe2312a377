package io.lethe.worker.metrics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One look of Prometheus.
 *
 * @param text the answer
 */
record Scrape(String text) {
  private static final Pattern OWN = Pattern.compile("^# TYPE (lethe_\\S+)", Pattern.MULTILINE);

  static Scrape of(String url) {
    try {
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException(url + ": " + answer.statusCode() + " " + answer.body());
      }
      return new Scrape(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The value of a sample, named with its labels. */
  OptionalDouble value(String sample) {
    return text.lines()
        .filter(line -> line.startsWith(sample + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(sample.length() + 1)))
        .findFirst();
  }

  /** Names of Lethe's own metrics in it. */
  Set<String> own() {
    return OWN.matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1).replaceAll("_max$", ""))
        .collect(Collectors.toSet());
  }
}
