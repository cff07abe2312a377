package io.lethe.store;

import java.util.Arrays;

/**
 * The whole content of a small object and the version tag it was read under.
 *
 * @param bytes content; belongs to the reader
 * @param etag version tag for {@link ObjectStore#putIfMatch}
 */
@SuppressWarnings("ArrayRecordComponent") // equals, hashCode and toString below look into the array
public record Versioned(byte[] bytes, String etag) {
  @Override
  public boolean equals(Object other) {
    return other instanceof Versioned that
        && Arrays.equals(bytes, that.bytes)
        && etag.equals(that.etag);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(bytes) + etag.hashCode();
  }

  @Override
  public String toString() {
    return "Versioned[%d bytes, %s]".formatted(bytes.length, etag);
  }
}
