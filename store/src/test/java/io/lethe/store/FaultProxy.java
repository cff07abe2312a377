package io.lethe.store;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * A proxy in front of an object store that does to chosen requests what networks and servers do on
 * bad days.
 *
 * <p>Our own, because no kept library does it: WireMock reads requests and answers whole and cannot
 * break off inside either; Toxiproxy can, but knows bytes, not requests, and is a program of its
 * own. This one passes both on byte by byte, so that signatures hold; every request goes over a new
 * connection to the server, while those to the client are kept alive as a server's are.
 */
public final class FaultProxy implements AutoCloseable {
  private final URI server;
  private final ServerSocket listener;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "fault-proxy");
            thread.setDaemon(true);
            return thread;
          });
  private final List<Rule> rules = new CopyOnWriteArrayList<>();
  private final List<Request> seen = new CopyOnWriteArrayList<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /**
   * What becomes of a request.
   *
   * @see Faults
   */
  @FunctionalInterface
  public interface Fault {
    /** Handles the request, in whatever way. */
    void happen(Exchange exchange) throws IOException;
  }

  private record Rule(Predicate<Request> which, AtomicInteger times, Fault fault) {}

  /**
   * A request as its head says.
   *
   * @param method {@code GET}, {@code PUT} …
   * @param path decoded, {@code /bucket/key}
   * @param query as it was sent, empty where there is none
   * @param head the request line and the headers, without line ends
   */
  public record Request(String method, String path, String query, List<String> head) {
    private Optional<String> header(String name) {
      return FaultProxy.header(head, name);
    }
  }

  /** Requests of that method whose path contains that text. */
  public static Predicate<Request> requests(String method, String part) {
    return request -> request.method.equals(method) && request.path.contains(part);
  }

  /** Requests for a listing whose prefix contains that text. */
  public static Predicate<Request> listings(String prefix) {
    return request ->
        request.query.contains("list-type=2")
            && URLDecoder.decode(request.query, StandardCharsets.UTF_8).contains(prefix);
  }

  /** Puts a proxy on a free port of the loopback interface before that server. */
  public FaultProxy(URI server) throws IOException {
    this.server = server;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  /** Where clients find the server through this proxy. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /** Lets the next {@code times} of these requests meet a fault. */
  public void inject(Predicate<Request> which, int times, Fault fault) {
    rules.add(new Rule(which, new AtomicInteger(times), fault));
  }

  /** From now on nothing happens to requests. */
  public void heal() {
    rules.clear();
  }

  /** The requests so far. */
  public List<Request> seen() {
    return List.copyOf(seen);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        open.add(client);
        threads.execute(() -> serve(client));
      } catch (IOException e) {
        return; // Closed.
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        InputStream in = new BufferedInputStream(client.getInputStream())) {
      while (!client.isClosed()) {
        List<String> head = readHead(in);
        String[] line = head.get(0).split(" ", 3);
        String[] target = line[1].split("\\?", 2);
        Request request =
            new Request(
                line[0],
                URLDecoder.decode(target[0].replace("+", "%2B"), StandardCharsets.UTF_8),
                target.length > 1 ? target[1] : "",
                head);
        seen.add(request);
        faultFor(request).happen(new Exchange(request, client, in));
      }
    } catch (IOException e) {
      // The client went away, or a fault sent it away.
    } finally {
      open.remove(client);
    }
  }

  private Fault faultFor(Request request) {
    for (Rule rule : rules) {
      if (rule.which.test(request) && rule.times.getAndDecrement() > 0) {
        return rule.fault;
      }
    }
    return exchange -> exchange.send(exchange.forward());
  }

  /** One request and the means to answer it. */
  public final class Exchange {
    private final Request request;
    private final Socket client;
    private final InputStream body;
    private boolean bodyRead;

    private Exchange(Request request, Socket client, InputStream body) {
      this.request = request;
      this.client = client;
      this.body = body;
    }

    /** The request. */
    public Request request() {
      return request;
    }

    /** Reads so many bytes of the request's body, or all of it where there are fewer. */
    public byte[] body(long limit) throws IOException {
      bodyRead = true;
      long length = request.header("content-length").map(Long::parseLong).orElse(0L);
      return body.readNBytes(Math.toIntExact(Math.min(length, limit)));
    }

    /** Has the server answer. */
    public Answer forward() throws IOException {
      byte[] content = body(Long.MAX_VALUE);
      try (Socket upstream = new Socket(server.getHost(), server.getPort())) {
        OutputStream out = upstream.getOutputStream();
        out.write(lines(request.head, "Connection: close"));
        out.write(content);
        out.flush();
        InputStream in = new BufferedInputStream(upstream.getInputStream());
        List<String> head = readHead(in);
        return new Answer(head, request.method.equals("HEAD") ? new byte[0] : in.readAllBytes());
      }
    }

    /** Answers. */
    public void send(Answer answer) throws IOException {
      sendPart(answer, answer.body.length);
    }

    /** Sends the answer's head and the first bytes of its body. */
    public void sendPart(Answer answer, int bytes) throws IOException {
      if (!bodyRead) {
        body(Long.MAX_VALUE);
      }
      OutputStream out = client.getOutputStream();
      out.write(lines(answer.head, "Connection: keep-alive"));
      out.write(answer.body, 0, bytes);
      out.flush();
    }

    /** Waits until the client ends the connection. */
    public void awaitEnd() throws IOException {
      if (!bodyRead) {
        body(Long.MAX_VALUE);
      }
      body.transferTo(OutputStream.nullOutputStream());
    }

    /** Ends the connection as if the other side had finished. */
    public void close() throws IOException {
      client.close();
    }

    /** Ends the connection with a reset. */
    public void reset() throws IOException {
      client.setSoLinger(true, 0);
      client.close();
    }
  }

  /**
   * An answer.
   *
   * @param head status line and headers, without line ends
   * @param body the body as it is on the wire
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Answer(List<String> head, byte[] body) {
    /** An answer of that status with that body. */
    public static Answer of(int status, String contentType, String body) {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      return new Answer(
          List.of(
              "HTTP/1.1 " + status + " Fault",
              "Content-Type: " + contentType,
              "Content-Length: " + bytes.length),
          bytes);
    }

    /** Whether its status is one of success. */
    public boolean good() {
      return head.get(0).contains(" 20");
    }

    /** The same head over another body, whose length it states. */
    public Answer withBody(byte[] other) {
      List<String> changed = new ArrayList<>();
      for (String line : head) {
        changed.add(
            line.toLowerCase(Locale.ROOT).startsWith("content-length:")
                ? "Content-Length: " + other.length
                : line);
      }
      return new Answer(changed, other);
    }
  }

  private static List<String> readHead(InputStream in) throws IOException {
    List<String> lines = new ArrayList<>();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); ; b = in.read()) {
      if (b < 0) {
        throw new EOFException();
      }
      if (b != '\n') {
        line.write(b);
        continue;
      }
      String text = line.toString(StandardCharsets.ISO_8859_1).strip();
      line.reset();
      if (text.isEmpty()) {
        return lines;
      }
      lines.add(text);
    }
  }

  private static Optional<String> header(List<String> head, String name) {
    return head.stream()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst();
  }

  /** A head on the wire; how long connections live is between each side and the proxy. */
  private static byte[] lines(List<String> head, String connection) {
    List<String> lines = new ArrayList<>(head);
    lines.removeIf(line -> line.toLowerCase(Locale.ROOT).startsWith("connection:"));
    lines.add(connection);
    return (String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket client : open) {
      client.close();
    }
    threads.shutdownNow();
  }
}
