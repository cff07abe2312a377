package io.lethe.store;

/**
 * The store could not be reached, broke off, or answered that it is unable to serve (5xx, slow
 * down). Trying again later may help: a platform failure.
 */
public final class StoreUnavailableException extends StoreException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception with a message that names the object. */
  public StoreUnavailableException(String message) {
    super(message);
  }

  /** Creates the exception with a message that names the object, and what revealed the error. */
  public StoreUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
