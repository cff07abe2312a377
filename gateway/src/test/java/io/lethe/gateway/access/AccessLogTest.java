package io.lethe.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.lethe.gateway.FakeDesk;
import io.lethe.gateway.Gateway;
import io.lethe.gateway.lethe.LetheRoutes;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class AccessLogTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final Logger ROOT =
      (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private static final Logger ACCESS = (Logger) LoggerFactory.getLogger(AccessLog.class);

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          lines.add(
              event.getFormattedMessage()
                  + (event.getThrowableProxy() == null
                      ? ""
                      : ThrowableProxyUtil.asString(event.getThrowableProxy())));
        }
      };
  private Level before;

  @BeforeEach
  void listen() {
    before = ACCESS.getLevel();
    ACCESS.setLevel(Level.INFO);
    appender.setContext(ROOT.getLoggerContext());
    appender.start();
    ROOT.addAppender(appender);
  }

  @AfterEach
  void stop() {
    ROOT.detachAppender(appender);
    ACCESS.setLevel(before);
  }

  @Test
  void aLineSaysWhoDidWhatAndKeepsEverySecret() {
    try (Door door = Door.withUsers()) {
      String bearer = door.bearer("olga");
      door.http.get("/viewer?token=s3cr3t-query", bearer);
      door.http.post("/operator", "s3cr3t-body", bearer, "X-Header: s3cr3t-header");
      door.http.postJson("/auth/token", Door.credentials("s3cr3t-name", "s3cr3t-word"));
      door.http.get("/broken", bearer);
      awaitLine("olga GET /viewer 200 \\d+ ms");
      awaitLine("olga POST /operator 200 \\d+ ms");
      awaitLine("- POST /auth/token 401 \\d+ ms");
      awaitLine("olga GET /broken 500 \\d+ ms");
      assertThat(lines)
          .anyMatch(line -> line.startsWith("A login from 127.0.0.1 failed"))
          .anyMatch(line -> line.startsWith("GET /broken failed\njava.lang.IllegalStateException"));
      String everything = String.join("\n", lines);
      assertThat(everything)
          .doesNotContain("s3cr3t", "record-4711", Door.PASSWORD)
          .doesNotContain(bearer.substring(bearer.lastIndexOf(' ') + 1));
    }
  }

  /** Lines are written after the answers, each by the thread of its request. */
  private void awaitLine(String pattern) {
    await(pattern)
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(lines).anyMatch(line -> line.matches(pattern)));
  }

  @Test
  void aRecordIdIsToldToItsSenderAndNotToTheLog() {
    AccessControl control = new AccessControl(AccessSettings.on("127.0.0.1"));
    LetheRoutes api = new LetheRoutes(new ConfinedDesk(new FakeDesk(), new Buckets(Set.of())));
    try (Gateway gateway = Gateway.start("127.0.0.1", 0, List.of(control, api))) {
      RawHttp http = new RawHttp(gateway.port());
      String request =
          """
          {"kind": "unlearn", "name": "forget-them",
           "model": {"ref": "s3://models/net.safetensors", "architecture": "resnet8s", "classes": 10},
           "dataset": {"ref": "s3://datasets/tiny"},
           "forget": {"ids": ["record-4711", "record-4712"], "subject": "record-4713"},
           "method": {"name": "salun", "epochs": 3}}
          """;
      List<RawHttp.Answer> answers =
          List.of(
              http.postJson("/api/lethe/v1/runs", request),
              http.postJson(
                  "/api/lethe/v1/plan", request.replace(", \"subject\": \"record-4713\"", "")),
              http.postJson("/api/lethe/v1/runs", request.replace("\"name\"", "record-4714")));
      assertThat(answers).extracting(RawHttp.Answer::status).containsOnly(422);
      await()
          .atMost(PATIENCE)
          .until(() -> lines.stream().filter(line -> line.contains(" 422 ")).count() == 3);
      assertThat(lines).noneMatch(line -> line.contains("record-47"));
    }
  }

  @Test
  void aPathCannotWriteLinesOfItsOwn() {
    try (Door door = Door.open()) {
      assertThat(door.http.get("/x%0aada%20GET%20/admin%20200%200%20ms").status()).isEqualTo(400);
      door.http.get("/end");
      awaitLine("- GET /end 404 \\d+ ms");
      assertThat(lines).noneMatch(line -> line.contains("\n") && line.contains("ada GET"));
    }
  }
}
