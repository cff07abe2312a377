package io.lethe.store;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The port to an S3-compatible object store: what Lethe needs of one, and nothing more.
 *
 * <p>Implementations are safe for use by many threads. A write is seen whole or not at all, and is
 * seen by every read that begins after it. Every implementation passes the same contract suite
 * ({@code ObjectStoreContract} in the test jar).
 *
 * <p>All methods throw {@link StoreUnavailableException} where trying again may help, {@link
 * StoreAccessDeniedException} where it will not, and {@link ObjectNotFoundException} for a missing
 * bucket unless they say otherwise.
 */
public interface ObjectStore extends AutoCloseable {
  /**
   * Largest object that {@link #read}, {@link #putIfAbsent} and {@link #putIfMatch} take: 4 MiB.
   */
  int MAX_SMALL_BYTES = 4 << 20;

  /** Size, version tag and time; empty if there is no such object or bucket. */
  Optional<ObjectInfo> head(Location location);

  /**
   * The object's bytes from the first to the last; the caller closes the stream.
   *
   * <p>Reading the stream throws {@link StoreUnavailableException} where the store breaks off, and
   * {@link DigestMismatchException} at its end where the store can tell that the bytes are damaged;
   * so an {@link java.io.IOException} of a copy is the writing side's.
   *
   * @throws ObjectNotFoundException if there is no such object
   */
  InputStream open(Location location);

  /**
   * At most {@code length} bytes from {@code offset} on, fewer where the object ends before; the
   * caller closes the stream.
   *
   * @param offset first byte, within the object
   * @param length number of bytes, from 1
   * @throws ObjectNotFoundException if there is no such object
   */
  InputStream open(Location location, long offset, long length);

  /**
   * The whole of a small object together with the version tag of exactly these bytes.
   *
   * @throws ObjectNotFoundException if there is no such object
   * @throws StoreException if it is larger than {@link #MAX_SMALL_BYTES}
   */
  Versioned read(Location location);

  /** Like {@link #read}, empty if there is no such object. */
  default Optional<Versioned> find(Location location) {
    try {
      return Optional.of(read(location));
    } catch (ObjectNotFoundException e) {
      return Optional.empty();
    }
  }

  /** Writes an object, replacing what was there, and returns its version tag. */
  String put(Location location, byte[] bytes);

  /** Writes a file's content as an object, replacing what was there; returns its version tag. */
  String put(Location location, Path file);

  /**
   * Writes a small object only if there is none.
   *
   * @return the new version tag; empty if there is an object already, which stays as it is
   */
  Optional<String> putIfAbsent(Location location, byte[] bytes);

  /**
   * Writes a small object only if the present one has the given version tag.
   *
   * @return the new version tag; empty if the object has another tag or is gone
   */
  Optional<String> putIfMatch(Location location, byte[] bytes, String etag);

  /**
   * Objects whose key begins with {@code prefix}, in order of their keys, fetched page by page
   * while the stream is consumed. Keys that {@link Location} refuses, such as the folder markers of
   * other tools, are left out. Empty if the bucket does not exist.
   */
  Stream<ObjectInfo> list(String bucket, String prefix);

  /** Removes an object; it is no error if there is none. */
  void delete(Location location);

  /** Creates the bucket unless it exists, also if others do the same at the same time. */
  void createBucketIfMissing(String bucket);

  /** Gives connections back; unlike the one of {@link AutoCloseable}, it throws nothing checked. */
  @Override
  void close();
}
