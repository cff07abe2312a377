package io.lethe.gateway.lethe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.lethe.gateway.Desk;
import io.lethe.gateway.FakeDesk;
import io.lethe.gateway.Mishap;
import io.lethe.store.Location;
import io.lethe.store.ObjectNotFoundException;
import io.lethe.store.StoreUnavailableException;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.client.WorkflowServiceException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What a client is told, and what is logged, where the desk fails. */
class AnswersTest {
  private static final String QUOTED = "train/00017";

  private final Logger logger = (Logger) LoggerFactory.getLogger(Mishap.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    logger.setAdditive(false);
    logger.addAppender(log);
    log.start();
  }

  @AfterEach
  void stop() {
    logger.detachAppender(log);
    logger.setAdditive(true);
  }

  /** A desk on which one thing fails. */
  private static Desk failing(String method, Exception failure) {
    FakeDesk desk = FakeDesk.withRuns();
    return (Desk)
        Proxy.newProxyInstance(
            Desk.class.getClassLoader(),
            new Class<?>[] {Desk.class},
            (proxy, called, arguments) -> {
              if (called.getName().equals(method)) {
                throw failure;
              }
              try {
                return called.invoke(desk, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private HttpResponse<String> ask(String path, String method, Exception failure) throws Exception {
    try (Api api = Api.of(failing(method, failure))) {
      return api.get(path);
    }
  }

  @Test
  void anOutageIsAskedToBeTriedAgain() throws Exception {
    for (Exception outage :
        new Exception[] {new StoreUnavailableException("no answer"), new IOException("no")}) {
      HttpResponse<String> answer = ask("/models", "models", outage);
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(Api.json(answer).path("detail").asText()).contains("try again");
    }
  }

  @Test
  void aFaultIsNeitherToldNorLoggedInItsOwnWords() throws Exception {
    HttpResponse<String> answer =
        ask("/models", "models", new IllegalStateException("found " + QUOTED));
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).doesNotContain(QUOTED);
    assertThat(log.list)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getFormattedMessage())
                  .contains("IllegalStateException", "AnswersTest")
                  .doesNotContain(QUOTED);
              assertThat(event.getThrowableProxy()).isNull();
            });
  }

  @Test
  void whatAPersonMustCorrectIsToldAndNotLogged() throws Exception {
    HttpResponse<String> answer =
        ask(
            "/runs/unlearn-published/report",
            "report",
            ObjectNotFoundException.object(Location.parse("s3://models/gone.safetensors")));
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(Api.json(answer).path("detail").asText()).contains("gone.safetensors");
    assertThat(log.list).isEmpty();
  }

  @Test
  void whereTemporalDoesNotAnswerTheLogTellsWhatTheRecordsDo() throws Exception {
    HttpResponse<String> answer =
        ask(
            "/runs/unlearn-running/log",
            "running",
            new WorkflowServiceException(
                WorkflowExecution.getDefaultInstance(), "LetheRun", new IOException("no")));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(Api.json(answer).findValuesAsText("message")).contains("begins");
  }

  @Test
  void whereTemporalDoesNotAnswerRunsAreShownByTheirRecords() throws Exception {
    try (Api api = Api.of(failing("standing", new StoreUnavailableException("no Temporal")))) {
      HttpResponse<String> answer = api.get("/runs?name=unlearn-running");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(Api.json(answer).path("runs").path(0).path("state").asText()).isEqualTo("running");
    }
  }
}
