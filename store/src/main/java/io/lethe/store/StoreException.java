package io.lethe.store;

/**
 * Something went wrong between Lethe and the object store. The message names the object and never
 * holds credentials or signed addresses. Subclasses say who can mend it; this class itself means an
 * answer that the store should not have given, which trying again does not change.
 */
public class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception with a message that names the object. */
  public StoreException(String message) {
    super(message);
  }

  /** Creates the exception with a message that names the object, and what revealed the error. */
  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
