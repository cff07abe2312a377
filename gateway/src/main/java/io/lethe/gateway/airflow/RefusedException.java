package io.lethe.gateway.airflow;

import io.javalin.http.HttpStatus;
import java.util.Map;

/** An answer that is not what the client hoped for, in Airflow's words where it has some. */
final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final HttpStatus status;
  private final transient Object detail;

  RefusedException(HttpStatus status, Object detail) {
    super(detail.toString());
    this.status = status;
    this.detail = detail;
  }

  static RefusedException notFound(String detail) {
    return new RefusedException(HttpStatus.NOT_FOUND, detail);
  }

  HttpStatus status() {
    return status;
  }

  /** The body of the answer. */
  Map<String, Object> body() {
    return Map.of("detail", detail);
  }
}
