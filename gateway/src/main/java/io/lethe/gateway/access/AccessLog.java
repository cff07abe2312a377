package io.lethe.gateway.access;

import io.javalin.http.Context;
import io.javalin.http.RequestLogger;
import io.lethe.gateway.Principal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line for each request: who, what, how it ended. No query, header or body: they hold secrets.
 */
final class AccessLog implements RequestLogger {
  private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);

  @Override
  public void handle(Context context, Float milliseconds) {
    LOG.info(
        "{} {} {} {} {} ms",
        Principal.find(context).map(Principal::name).filter(name -> !name.isEmpty()).orElse("-"),
        context.method(),
        context.path().replaceAll("\\p{Cntrl}", "?"),
        context.statusCode(),
        milliseconds.intValue());
  }
}
