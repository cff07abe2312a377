package io.lethe.gateway.access;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.lethe.gateway.StackLines;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The body of refusals and of what nobody expected: {@code {"detail": …}}. */
final class ErrorAnswers {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswers.class);

  private ErrorAnswers() {}

  static void add(JavalinConfig config) {
    config.routes.exception(
        HttpResponseException.class,
        (refusal, context) -> answer(context, refusal.getStatus(), refusal.getMessage()));
    config.routes.exception(Exception.class, ErrorAnswers::unexpected);
  }

  static void answer(Context context, int status, String detail) {
    context.status(status).json(Map.of("detail", detail));
  }

  private static void unexpected(Exception error, Context context) {
    LOG.error("{} {} failed{}", context.method(), context.path(), StackLines.of(error));
    answer(context, HttpStatus.INTERNAL_SERVER_ERROR.getCode(), "Internal Server Error");
  }
}
