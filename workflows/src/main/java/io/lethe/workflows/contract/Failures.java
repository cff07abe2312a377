package io.lethe.workflows.contract;

import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TemporalFailure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The one table from exceptions to failures.
 *
 * <p>Classes are named by text, because contracts must not depend on the modules that throw; a test
 * of the activities checks that every name exists. A class not in the table counts as its nearest
 * superclass that is, and as {@link FailureKind#PLATFORM} where there is none.
 */
public final class Failures {
  private static final Map<String, FailureKind> TABLE = new LinkedHashMap<>();

  static {
    user("io.lethe.unlearning.InvalidInputException");
    user("io.lethe.unlearning.NonFiniteLossException");
    user("io.lethe.workflows.request.InvalidRequestException");
    user("io.lethe.workflows.payload.PayloadKeyMissingException");
    user("io.lethe.store.InvalidLocationException");
    user("io.lethe.store.ObjectNotFoundException");
    user("io.lethe.store.StoreAccessDeniedException");
    TABLE.put("io.lethe.formats.MalformedFileException", FailureKind.DATA);
    TABLE.put("io.lethe.store.DigestMismatchException", FailureKind.DATA);
    TABLE.put("io.lethe.workflows.payload.PayloadDamagedException", FailureKind.DATA);
    TABLE.put("io.temporal.failure.CanceledFailure", FailureKind.CANCELLED);
    TABLE.put("io.temporal.client.ActivityCanceledException", FailureKind.CANCELLED);
    TABLE.put("java.util.concurrent.CancellationException", FailureKind.CANCELLED);
  }

  private static final List<Class<? extends RuntimeException>> BUGS =
      List.of(
          ArithmeticException.class,
          ClassCastException.class,
          IllegalArgumentException.class,
          IllegalStateException.class,
          IndexOutOfBoundsException.class,
          NullPointerException.class,
          UnsupportedOperationException.class);

  private Failures() {}

  private static void user(String type) {
    TABLE.put(type, FailureKind.USER);
  }

  /** The rows of the table: class name to kind. */
  public static Map<String, FailureKind> table() {
    return Map.copyOf(TABLE);
  }

  /** Whose fault an exception is. */
  public static FailureKind kindOf(Throwable error) {
    for (Class<?> type = error.getClass(); type != null; type = type.getSuperclass()) {
      FailureKind kind = TABLE.get(type.getName());
      if (kind != null) {
        return kind;
      }
    }
    return FailureKind.PLATFORM;
  }

  /** Whether an exception is a fault of the program: the same again gives the same again. */
  public static boolean isFault(Throwable error) {
    return BUGS.stream().anyMatch(bug -> bug.isInstance(error));
  }

  /**
   * The form in which an activity reports an exception. A fault of the program counts as {@link
   * FailureKind#PLATFORM}, but is not retried.
   *
   * @param error what happened
   * @param field path of the request field to change, where one is to blame
   */
  public static ApplicationFailure toApplicationFailure(Throwable error, Optional<String> field) {
    FailureKind kind = kindOf(error);
    ApplicationFailure.Builder failure =
        ApplicationFailure.newBuilder()
            .setMessage(text(error))
            .setType(kind.name())
            .setNonRetryable(!kind.retryable() || isFault(error))
            .setDetails(field.orElse(""));
    // The stack helps where the program or the machine is to blame, not where a person is.
    return kind == FailureKind.PLATFORM ? failure.setCause(error).build() : failure.build();
  }

  /** What a failed stage, child or workflow says, read from the innermost typed failure. */
  public static Failure read(Throwable error) {
    ApplicationFailure innermost = null;
    boolean cancelled = false;
    for (Throwable t = error; t != null; t = t.getCause()) {
      cancelled |= t instanceof CanceledFailure;
      if (t instanceof ApplicationFailure application && isKind(application.getType())) {
        innermost = application;
      }
    }
    if (innermost != null) {
      String field =
          innermost.getDetails().getSize() > 0 ? innermost.getDetails().get(String.class) : "";
      return new Failure(
          FailureKind.valueOf(innermost.getType()),
          Optional.ofNullable(field).filter(f -> !f.isEmpty()),
          innermost.getOriginalMessage());
    }
    FailureKind kind = cancelled ? FailureKind.CANCELLED : kindOf(error);
    return new Failure(kind, Optional.empty(), text(telling(error)));
  }

  private static boolean isKind(String type) {
    for (FailureKind kind : FailureKind.values()) {
      if (kind.name().equals(type)) {
        return true;
      }
    }
    return false;
  }

  /** Lethe's own exceptions name the object or the setting; else the innermost one says most. */
  private static Throwable telling(Throwable error) {
    Throwable t = error;
    while (!t.getClass().getName().startsWith("io.lethe.") && t.getCause() != null) {
      t = t.getCause();
    }
    return t;
  }

  private static String text(Throwable error) {
    if (error instanceof TemporalFailure failure && failure.getOriginalMessage() != null) {
      return failure.getOriginalMessage();
    }
    return error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
  }
}
