package io.lethe.gateway;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.lethe.workflows.contract.FailureKind;
import io.lethe.workflows.contract.Failures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every API answers to an exception that is not about the form of a request.
 *
 * @param status of the answer
 * @param detail for the person who reads it
 */
public record Mishap(HttpStatus status, String detail) {
  private static final Logger LOG = LoggerFactory.getLogger(Mishap.class);

  /** Finds who is to blame, and logs what a person must look after. */
  public static Mishap of(Context context, Exception e) {
    FailureKind kind = Failures.kindOf(e);
    if (kind == FailureKind.USER || kind == FailureKind.DATA) {
      return new Mishap(HttpStatus.UNPROCESSABLE_CONTENT, e.getMessage());
    }
    if (Failures.isFault(e)) {
      LOG.error("{} {} failed{}", context.method(), context.endpoint().path, StackLines.of(e));
      return new Mishap(HttpStatus.INTERNAL_SERVER_ERROR, "a fault of the program; see its log");
    }
    LOG.warn("{} {}: {}", context.method(), context.endpoint().path, e.toString());
    return new Mishap(
        HttpStatus.SERVICE_UNAVAILABLE, "Temporal or the object store does not answer; try again");
  }
}
