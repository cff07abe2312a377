package io.lethe.store;

import io.minio.errors.ErrorResponseException;
import io.minio.errors.InvalidResponseException;
import io.minio.errors.MinioException;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
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
          "ExpiredTokenException",
          "InvalidToken");

  /** A clock is wrong, on either side: nobody's request is, and it may be set at any time. */
  private static final String SKEWED = "RequestTimeTooSkewed";

  private static final Set<String> BUSY =
      Set.of(
          "SlowDown",
          "Throttling",
          "RequestLimitExceeded",
          "ServiceUnavailable",
          "InternalError",
          "RequestTimeout",
          "OperationAborted");

  private static final int LINE = 240;
  private static final Set<Integer> BUSY_STATUS = Set.of(408, 425, 429);
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
    if (e instanceof StoreException known) {
      return known;
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
          subject + ": object store unreachable or broken: " + reason(root(e)), e);
    }
    // The client stumbled over an answer: a header that is missing, a number that is none.
    return new StoreUnavailableException(
        "%s: the object store's answer is not understood: %s".formatted(subject, e), e);
  }

  /** Of an answer that is no S3: a line of its text, not the page. */
  private static String reason(Throwable e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    if (!(e instanceof InvalidResponseException)) {
      return message;
    }
    String text = message.replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ").strip();
    return text.length() <= LINE ? text : text.substring(0, LINE) + " …";
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
    if (code.equals(SKEWED)) {
      return new StoreUnavailableException(message + "; " + clocks(e), e);
    }
    if (DENIED.contains(code) || status == 401 || status == 403) {
      return new StoreAccessDeniedException(message, e);
    }
    if (BUSY.contains(code) || BUSY_STATUS.contains(status) || status >= 500) {
      return new StoreUnavailableException(message, e);
    }
    return new StoreException(message, e);
  }

  /** Whoever reads this has to set one of the two. */
  private static String clocks(ErrorResponseException e) {
    return "this machine's clock says %s, the object store's %s"
        .formatted(
            Instant.now().truncatedTo(ChronoUnit.SECONDS), e.response().header("Date", "nothing"));
  }

  /** S3Proxy's answer leaves the bucket's name out. */
  private static String bucket(ErrorResponseException e, Object subject) {
    String named = e.errorResponse().bucketName();
    return named == null && subject instanceof Location location ? location.bucket() : named;
  }

  /**
   * The server's word for the error, empty where it said none. An answer to HEAD has no body; MinIO
   * then says in a header what it means.
   */
  static String code(MinioException e) {
    if (!(e instanceof ErrorResponseException answer)) {
      return "";
    }
    String named = answer.response().header("x-minio-error-code");
    String code = answer.errorResponse().code();
    return code == null || (code.equals("AccessDenied") && named != null)
        ? Optional.ofNullable(named).orElse("")
        : code;
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
