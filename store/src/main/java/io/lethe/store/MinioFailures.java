package io.lethe.store;

import io.minio.errors.ErrorResponseException;
import io.minio.errors.MinioException;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.util.Set;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;

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
  private static final Set<String> OWNED = Set.of("BucketAlreadyOwnedByYou", "BucketAlreadyExists");

  /** Amazon answers 409 where conditional writes met each other. */
  private static final Set<String> CONDITION =
      Set.of("PreconditionFailed", "ConditionalRequestConflict");

  private MinioFailures() {}

  static boolean isAlreadyOwned(MinioException e) {
    return OWNED.contains(code(e));
  }

  /**
   * The exception to throw.
   *
   * @param e what the client threw; it wraps the errors of a connection in unchecked exceptions
   * @param subject the object, prefix or bucket as the message names it
   */
  static RuntimeException translate(Exception e, Object subject) {
    if (chainHas(e, cause -> cause instanceof InterruptedException)) {
      // The client swallowed the interruption; whoever asked for it still wants it seen.
      Thread.currentThread().interrupt();
      return new StoreUnavailableException(subject + ": interrupted", e);
    }
    if (e instanceof ErrorResponseException answer) {
      return translateAnswer(answer, subject);
    }
    if (chainHas(e, c -> c instanceof SSLException || c instanceof CertificateException)) {
      return new StoreUnavailableException(
          "%s: no TLS connection to the object store: %s; AWS_CA_BUNDLE names the authorities to trust instead of Java's"
              .formatted(subject, root(e).getMessage()),
          e);
    }
    if (e instanceof MinioException || chainHas(e, cause -> cause instanceof IOException)) {
      return new StoreUnavailableException(
          subject + ": object store unreachable or broken: " + root(e).getMessage(), e);
    }
    return (RuntimeException) e;
  }

  private static StoreException translateAnswer(ErrorResponseException e, Object subject) {
    String code = code(e);
    int status = e.response().code();
    String message = "%s: %s, %s".formatted(subject, code, e.errorResponse().message());
    if (code.equals("NoSuchBucket")) {
      return ObjectNotFoundException.bucket(bucket(e, subject), subject);
    }
    if (code.equals("NoSuchKey") && subject instanceof Location location) {
      return ObjectNotFoundException.object(location);
    }
    if (CONDITION.contains(code) || status == 412) {
      return new PreconditionFailedException(message, e);
    }
    if (DENIED.contains(code) || status == 403) {
      return new StoreAccessDeniedException(message, e);
    }
    if (BUSY.contains(code) || status >= 500) {
      return new StoreUnavailableException(message, e);
    }
    return new StoreException(message, e);
  }

  /** S3Proxy's answer leaves the bucket's name out. */
  private static String bucket(ErrorResponseException e, Object subject) {
    String named = e.errorResponse().bucketName();
    return named == null && subject instanceof Location location ? location.bucket() : named;
  }

  /** The server's word for the error, empty where it said none. */
  static String code(MinioException e) {
    return e instanceof ErrorResponseException answer && answer.errorResponse().code() != null
        ? answer.errorResponse().code()
        : "";
  }

  private static boolean chainHas(Throwable e, Predicate<Throwable> wanted) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (wanted.test(cause)) {
        return true;
      }
    }
    return false;
  }

  private static Throwable root(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
