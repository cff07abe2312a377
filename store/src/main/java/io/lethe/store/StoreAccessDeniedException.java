package io.lethe.store;

/** The store knows the caller and refuses, or does not know the caller's credentials. */
public final class StoreAccessDeniedException extends StoreException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception with a message that names the object and the store's reason. */
  public StoreAccessDeniedException(String message, Throwable cause) {
    super(message, cause);
  }
}
