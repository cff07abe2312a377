package io.lethe.store;

/** The bytes of an object are not the ones its reference promises. Never retried, always loud. */
public final class DigestMismatchException extends StoreException {
  private static final long serialVersionUID = 1L;

  private DigestMismatchException(String message) {
    super(message);
  }

  /**
   * Creates the exception.
   *
   * @param location the object
   * @param expected SHA-256 of the reference
   * @param found SHA-256 of the bytes that the store delivered
   */
  public DigestMismatchException(Location location, String expected, String found) {
    this(
        "%s: SHA-256 mismatch: expected %s, found %s; the object was changed or damaged after its reference was made"
            .formatted(location, expected, found));
  }

  /** The bytes that arrived are not those that the store's own version tag promises. */
  static DigestMismatchException onTheWay(Location location, String expected, String found) {
    return new DigestMismatchException(
        "%s: MD5 mismatch: the version tag promises %s, the bytes that arrived have %s; they were damaged in the store or on the way"
            .formatted(location, expected, found));
  }
}
