package io.lethe.store;

/** The condition of a write did not hold; callers of the port see an empty result instead. */
final class PreconditionFailedException extends StoreException {
  private static final long serialVersionUID = 1L;

  PreconditionFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
