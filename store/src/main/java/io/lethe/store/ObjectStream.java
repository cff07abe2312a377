package io.lethe.store;

import io.minio.GetObjectResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.regex.Pattern;
import okhttp3.Headers;

/**
 * The bytes of one version of an object. A connection that breaks is opened again where it broke,
 * and where the version tag is an MD5, as it is for objects written in one part, the bytes are held
 * against it at the end: a body that lost its end or a bit on the way is not taken for the object.
 */
final class ObjectStream extends InputStream {
  private static final int RESUMES = 4;
  private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");

  private final Location location;
  private final LongFunction<GetObjectResponse> rest;
  private final Optional<String> expectedMd5;
  private final MessageDigest md5 = md5();
  private GetObjectResponse in;
  private long position;
  private int resumesLeft = RESUMES;
  private boolean ended;

  /**
   * A stream over an answer.
   *
   * @param whole whether the answer is the object from its first to its last byte
   * @param rest asks for the same version from that byte of the answer on
   */
  ObjectStream(
      Location location,
      GetObjectResponse in,
      boolean whole,
      LongFunction<GetObjectResponse> rest) {
    this.location = location;
    this.in = in;
    this.rest = rest;
    this.expectedMd5 = whole ? md5Of(in.headers()) : Optional.empty();
  }

  /** Encrypted with keys other than the store's own, an object's tag is not its MD5. */
  private static Optional<String> md5Of(Headers headers) {
    String encryption = headers.get("x-amz-server-side-encryption");
    boolean foreignKey =
        (encryption != null && encryption.startsWith("aws:kms"))
            || headers.get("x-amz-server-side-encryption-customer-algorithm") != null;
    return Optional.ofNullable(headers.get("ETag"))
        .map(tag -> tag.replace("\"", "").toLowerCase(Locale.ROOT))
        .filter(tag -> !foreignKey && MD5.matcher(tag).matches());
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /**
   * Reads on.
   *
   * @throws StoreUnavailableException if the connection breaks again and again
   * @throws DigestMismatchException at the end, if the bytes are not the version's
   */
  @Override
  public int read(byte[] buffer, int offset, int length) {
    while (true) {
      try {
        int n = in.read(buffer, offset, length);
        if (n < 0) {
          verify();
        } else {
          md5.update(buffer, offset, n);
          position += n;
        }
        return n;
      } catch (IOException e) {
        resume(e);
      }
    }
  }

  private void resume(IOException broken) {
    if (broken instanceof InterruptedIOException || resumesLeft == 0) {
      throw new StoreUnavailableException(
          "%s: reading broke off at byte %d: %s".formatted(location, position, broken.getMessage()),
          broken);
    }
    resumesLeft--;
    close();
    try {
      in = rest.apply(position);
    } catch (PreconditionFailedException | ObjectNotFoundException e) {
      throw new StoreUnavailableException(
          location + ": replaced or removed while it was being read", e);
    }
  }

  private void verify() {
    if (ended) {
      return;
    }
    ended = true;
    String found = HexFormat.of().formatHex(md5.digest());
    if (expectedMd5.isPresent() && !expectedMd5.get().equals(found)) {
      throw DigestMismatchException.onTheWay(location, expectedMd5.get(), found);
    }
  }

  @Override
  public void close() {
    discard(in);
  }

  /** Closes an answer that nobody reads to its end. */
  static void discard(InputStream in) {
    try {
      in.close();
    } catch (IOException e) {
      // What was read has been read; a connection that cannot be given back is dropped.
    }
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has MD5", e);
    }
  }
}
