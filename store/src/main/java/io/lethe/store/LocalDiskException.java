package io.lethe.store;

/**
 * A local folder cannot be written: full, read-only, gone. The message names the folder and says
 * how much room there is and how much is needed. A platform failure: there may be room later.
 */
public final class LocalDiskException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LocalDiskException(String message, Throwable cause) {
    super(message, cause);
  }
}
