package io.lethe.store;

import io.minio.errors.ErrorResponseException;
import io.minio.errors.MinioException;
import io.minio.errors.ServerException;
import java.io.IOException;
import java.util.Set;

/** Which of the port's exceptions an error of MinIO's client is. */
final class MinioFailures {
  private static final Set<String> DENIED =
      Set.of(
          "AccessDenied",
          "InvalidAccessKeyId",
          "SignatureDoesNotMatch",
          "ExpiredToken",
          "InvalidToken");
  private static final Set<String> BUSY =
      Set.of(
          "SlowDown", "ServiceUnavailable", "InternalError", "RequestTimeout", "OperationAborted");

  private MinioFailures() {}

  static boolean isNotFound(MinioException e) {
    return code(e).equals("NoSuchKey") || code(e).equals("NoSuchBucket");
  }

  /** Includes the answer to writes that met each other, which Amazon gives with status 409. */
  static boolean isPreconditionFailed(MinioException e) {
    return status(e) == 412
        || code(e).equals("PreconditionFailed")
        || code(e).equals("ConditionalRequestConflict")
        || code(e).equals("NoSuchKey");
  }

  static boolean isAlreadyOwned(MinioException e) {
    return code(e).equals("BucketAlreadyOwnedByYou") || code(e).equals("BucketAlreadyExists");
  }

  /** The exception to throw; {@code subject} is the object or prefix as the message names it. */
  static RuntimeException translate(MinioException e, Object subject) {
    String message = subject + ": " + reason(e);
    if (code(e).equals("NoSuchBucket")) {
      return ObjectNotFoundException.bucket(
          ((ErrorResponseException) e).errorResponse().bucketName(), subject);
    }
    if (code(e).equals("NoSuchKey") && subject instanceof Location location) {
      return ObjectNotFoundException.object(location);
    }
    if (DENIED.contains(code(e)) || status(e) == 403) {
      return new StoreAccessDeniedException(message, e);
    }
    if (status(e) >= 500 || BUSY.contains(code(e)) || isBroken(e)) {
      return new StoreUnavailableException(message, e);
    }
    return new StoreException(message, e);
  }

  private static String reason(MinioException e) {
    if (e instanceof ErrorResponseException answer) {
      return answer.errorResponse().code() + ", " + answer.errorResponse().message();
    }
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return "object store unreachable or broken: " + root.getMessage();
  }

  /** No answer, or not an S3 answer: the connection, a proxy, or an interruption. */
  private static boolean isBroken(MinioException e) {
    boolean broken = !(e instanceof ErrorResponseException);
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof InterruptedException) {
        // The client swallowed the interruption; whoever asked for it still wants it seen.
        Thread.currentThread().interrupt();
      }
      broken |= cause instanceof IOException;
    }
    return broken;
  }

  private static String code(MinioException e) {
    return e instanceof ErrorResponseException answer && answer.errorResponse().code() != null
        ? answer.errorResponse().code()
        : "";
  }

  private static int status(MinioException e) {
    if (e instanceof ErrorResponseException answer) {
      return answer.response().code();
    }
    return e instanceof ServerException server ? server.statusCode() : 0;
  }
}
