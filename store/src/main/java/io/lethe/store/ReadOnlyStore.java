package io.lethe.store;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A view of a store through which nothing can be written: every write throws {@link
 * UnsupportedOperationException}. The store underneath belongs to whoever opened it, so closing the
 * view leaves it open.
 */
public abstract class ReadOnlyStore implements ObjectStore {
  private final String why;

  /**
   * Creates the view.
   *
   * @param why why nothing is written through it, for the message of who tries
   */
  protected ReadOnlyStore(String why) {
    this.why = why;
  }

  @Override
  public final String put(Location location, byte[] bytes) {
    throw refused(location);
  }

  @Override
  public final String put(Location location, Path file) {
    throw refused(location);
  }

  @Override
  public final Optional<String> putIfAbsent(Location location, byte[] bytes) {
    throw refused(location);
  }

  @Override
  public final Optional<String> putIfMatch(Location location, byte[] bytes, String etag) {
    throw refused(location);
  }

  @Override
  public final void delete(Location location) {
    throw refused(location);
  }

  @Override
  public final void createBucketIfMissing(String bucket) {
    throw refused("bucket " + bucket);
  }

  private UnsupportedOperationException refused(Object place) {
    return new UnsupportedOperationException(place + ": " + why);
  }

  @Override
  public final void close() {}
}
