package io.lethe.gateway.access;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.workflows.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** An HTTP client that sends what it is told to, also what no well-behaved client would. */
final class RawHttp {
  private static final int PATIENCE_MS = 20_000;

  private final int port;

  RawHttp(int port) {
    this.port = port;
  }

  /** What came back. */
  record Answer(int status, List<String> headers, String body) {
    Optional<String> header(String name) {
      return all(name).stream().findFirst();
    }

    List<String> all(String name) {
      String prefix = name.toLowerCase(Locale.ROOT) + ":";
      return headers.stream()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
          .map(line -> line.substring(prefix.length()).strip())
          .toList();
    }

    JsonNode json() {
      try {
        return Wire.mapper().readTree(body);
      } catch (IOException e) {
        throw new UncheckedIOException("not JSON: " + body, e);
      }
    }

    String detail() {
      return json().path("detail").asText();
    }

    /** The cookies that were set, as the browser would send them back. */
    String cookies() {
      return String.join("; ", all("set-cookie").stream().map(c -> c.split(";", 2)[0]).toList());
    }
  }

  Answer get(String path, String... headers) {
    return send("GET", path, headers, "");
  }

  Answer post(String path, String body, String... headers) {
    return send("POST", path, headers, body);
  }

  Answer postJson(String path, String body, String... headers) {
    return post(path, body, with(headers, "Content-Type: application/json"));
  }

  static String[] with(String[] headers, String... more) {
    List<String> all = new ArrayList<>(Arrays.asList(headers));
    all.addAll(Arrays.asList(more));
    return all.toArray(String[]::new);
  }

  /** Host and Content-Length are added where they are not among the headers. */
  Answer send(String method, String path, String[] headers, String body) {
    StringBuilder text = new StringBuilder("%s %s HTTP/1.1\r\n".formatted(method, path));
    List<String> lines = List.of(headers);
    if (lines.stream().noneMatch(line -> line.startsWith("Host:"))) {
      text.append("Host: 127.0.0.1:%d\r\n".formatted(port));
    }
    if (lines.stream().noneMatch(line -> line.startsWith("Transfer-Encoding:"))) {
      text.append("Content-Length: %d\r\n".formatted(body.getBytes(StandardCharsets.UTF_8).length));
    }
    lines.forEach(line -> text.append(line).append("\r\n"));
    return exchange(text.append("Connection: close\r\n\r\n").append(body).toString());
  }

  /** Sends the text and reads until the server ends the connection. */
  Answer exchange(String text) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(PATIENCE_MS);
      try {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // The server has answered before it had everything.
      }
      return parse(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Answer parse(String text) {
    int end = text.indexOf("\r\n\r\n");
    List<String> head = text.substring(0, end).lines().toList();
    int status = Integer.parseInt(head.get(0).split(" ", 3)[1]);
    return new Answer(status, head.subList(1, head.size()), text.substring(end + 4));
  }
}
