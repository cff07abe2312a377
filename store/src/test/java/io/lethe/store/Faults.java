package io.lethe.store;

import io.lethe.store.FaultProxy.Answer;
import io.lethe.store.FaultProxy.Fault;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;

/** What networks and servers do on bad days. */
public final class Faults {
  private Faults() {}

  /** An answer in place of the server's. */
  public static Fault answer(int status, String contentType, String body) {
    return exchange -> exchange.send(Answer.of(status, contentType, body));
  }

  /** S3's own way to say that something is wrong; to HEAD without a body. */
  public static Fault error(int status, String code) {
    String xml =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>%s</Code><Message>injected</Message></Error>"
            .formatted(code);
    return exchange ->
        exchange.send(
            exchange.request().method().equals("HEAD")
                ? Answer.of(status, "application/xml", "")
                : Answer.of(status, "application/xml", xml));
  }

  /** What a load balancer says for a server that it does not reach. */
  public static Fault badGateway() {
    return answer(502, "text/html", "<html><h1>502 Bad Gateway</h1></html>");
  }

  /** The right answer, late. */
  public static Fault late(Duration delay) {
    return exchange -> {
      Answer answer = exchange.forward();
      try {
        Thread.sleep(delay.toMillis());
      } catch (InterruptedException e) {
        throw new InterruptedIOException();
      }
      exchange.send(answer);
    };
  }

  /** The server does what was asked, and the client waits for the answer until it gives up. */
  public static Fault silence() {
    return exchange -> {
      exchange.forward();
      exchange.awaitEnd();
    };
  }

  /** The connection breaks before the server sees the request. */
  public static Fault reset() {
    return FaultProxy.Exchange::reset;
  }

  /** The connection breaks while the client still sends. */
  public static Fault resetInRequest(long bytes) {
    return exchange -> {
      exchange.body(bytes);
      exchange.reset();
    };
  }

  /** The server does what was asked, but nobody learns it. */
  public static Fault lostAnswer() {
    return exchange -> {
      exchange.forward();
      exchange.reset();
    };
  }

  /** The connection breaks inside the answer. */
  public static Fault resetInBody() {
    return exchange -> {
      Answer answer = exchange.forward();
      exchange.sendPart(answer, answer.body().length / 2);
      exchange.reset();
    };
  }

  /** The answer ends, in good order, before the length it has stated. */
  public static Fault truncated() {
    return exchange -> {
      Answer answer = exchange.forward();
      exchange.sendPart(answer, answer.body().length / 2);
      exchange.close();
    };
  }

  /** The answer is shorter than the object and does not show it. */
  public static Fault shortened() {
    return exchange -> {
      Answer answer = exchange.forward();
      exchange.send(
          answer.withBody(Arrays.copyOf(answer.body(), Math.max(0, answer.body().length - 1))));
    };
  }

  /** One bit of the object is another. */
  public static Fault flippedBit() {
    return exchange -> {
      Answer answer = exchange.forward();
      byte[] body = answer.body().clone();
      if (body.length > 0 && answer.good()) {
        body[body.length / 2] ^= 1;
      }
      exchange.send(answer.withBody(body));
    };
  }

  /** Status 200, and nothing else. */
  public static Fault emptySuccess() {
    return answer(200, "application/xml", "");
  }

  /** Status 500 with what is no XML although it says so. */
  public static Fault garbledError() {
    return answer(500, "application/xml", "<Error><Code>Inter\u0000");
  }

  /** The server's answer to the first such request, also to the following ones. */
  public static Fault stale() {
    AtomicReference<Answer> first = new AtomicReference<>();
    return exchange -> {
      Answer now = exchange.forward();
      first.compareAndSet(null, now);
      exchange.send(first.get());
    };
  }
}
