package io.lethe.store;

/** A bucket name, key or {@code s3://} reference that Lethe does not accept; says what is. */
public final class InvalidLocationException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  InvalidLocationException(String message) {
    super(message);
  }
}
