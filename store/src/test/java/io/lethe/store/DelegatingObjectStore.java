package io.lethe.store;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Another store, to be changed in single methods by tests. */
public class DelegatingObjectStore implements ObjectStore {
  private final ObjectStore store;

  /** Does what that store does. */
  public DelegatingObjectStore(ObjectStore store) {
    this.store = store;
  }

  @Override
  public Optional<ObjectInfo> head(Location location) {
    return store.head(location);
  }

  @Override
  public InputStream open(Location location) {
    return store.open(location);
  }

  @Override
  public InputStream open(Location location, long offset, long length) {
    return store.open(location, offset, length);
  }

  @Override
  public Versioned read(Location location) {
    return store.read(location);
  }

  @Override
  public String put(Location location, byte[] bytes) {
    return store.put(location, bytes);
  }

  @Override
  public String put(Location location, Path file) {
    return store.put(location, file);
  }

  @Override
  public Optional<String> putIfAbsent(Location location, byte[] bytes) {
    return store.putIfAbsent(location, bytes);
  }

  @Override
  public Optional<String> putIfMatch(Location location, byte[] bytes, String etag) {
    return store.putIfMatch(location, bytes, etag);
  }

  @Override
  public Stream<ObjectInfo> list(String bucket, String prefix) {
    return store.list(bucket, prefix);
  }

  @Override
  public void delete(Location location) {
    store.delete(location);
  }

  @Override
  public void createBucketIfMissing(String bucket) {
    store.createBucketIfMissing(bucket);
  }

  @Override
  public void close() {
    store.close();
  }
}
