package io.lethe.gateway.access;

import io.lethe.store.Location;
import io.lethe.store.ObjectInfo;
import io.lethe.store.ObjectNotFoundException;
import io.lethe.store.ObjectStore;
import io.lethe.store.ReadOnlyStore;
import io.lethe.store.Versioned;
import java.io.InputStream;
import java.util.Optional;
import java.util.stream.Stream;

/** A store whose other buckets are not there; nothing can be written through it. */
final class ConfinedStore extends ReadOnlyStore {
  private final ObjectStore store;
  private final Buckets buckets;

  ConfinedStore(ObjectStore store, Buckets buckets) {
    super("the gateway writes through its desk only");
    this.store = store;
    this.buckets = buckets;
  }

  @Override
  public Optional<ObjectInfo> head(Location location) {
    return buckets.allow(location.bucket()) ? store.head(location) : Optional.empty();
  }

  @Override
  public InputStream open(Location location) {
    return store.open(confined(location));
  }

  @Override
  public InputStream open(Location location, long offset, long length) {
    return store.open(confined(location), offset, length);
  }

  @Override
  public Versioned read(Location location) {
    return store.read(confined(location));
  }

  @Override
  public Stream<ObjectInfo> list(String bucket, String prefix) {
    return buckets.allow(bucket) ? store.list(bucket, prefix) : Stream.empty();
  }

  private Location confined(Location location) {
    if (!buckets.allow(location.bucket())) {
      throw ObjectNotFoundException.bucket(location.bucket(), location);
    }
    return location;
  }
}
