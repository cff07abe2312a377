package io.lethe.formats;

/**
 * A file that does not follow its format: torn, oversized, wrong type, or not that format at all.
 *
 * <p>The message says what was found and what is allowed; it names no path, because the same bytes
 * may come from a file, an object or a test. Callers add where the bytes came from.
 */
public class MalformedFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception with a message for the person who brought the file. */
  public MalformedFileException(String message) {
    super(message);
  }

  /** Creates the exception with a message and the error that revealed the damage. */
  public MalformedFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
