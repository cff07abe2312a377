package io.lethe.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * An object store for tests: real semantics (it passes the contract), no server, no disk. Buckets
 * must be created, as in the real ones.
 */
public final class InMemoryObjectStore implements ObjectStore {
  /** S3 orders keys by their UTF-8 bytes. */
  private static final Comparator<String> KEY_ORDER =
      Comparator.comparing(k -> k.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

  private final Map<String, TreeMap<String, Stored>> buckets = new TreeMap<>();
  private final AtomicLong versions = new AtomicLong();

  @SuppressWarnings("ArrayRecordComponent") // private, and never compared
  private record Stored(byte[] bytes, String etag, Instant written) {}

  @Override
  public synchronized Optional<ObjectInfo> head(Location location) {
    return Optional.ofNullable(buckets.get(location.bucket()))
        .map(bucket -> bucket.get(location.key()))
        .map(stored -> info(location, stored));
  }

  @Override
  public InputStream open(Location location) {
    return new ByteArrayInputStream(get(location).bytes());
  }

  @Override
  public InputStream open(Location location, long offset, long length) {
    byte[] bytes = get(location).bytes();
    return new ByteArrayInputStream(
        bytes, Math.toIntExact(offset), (int) Math.min(length, bytes.length - offset));
  }

  @Override
  public Versioned read(Location location) {
    Stored stored = get(location);
    requireSmall(location, stored.bytes());
    return new Versioned(stored.bytes().clone(), stored.etag());
  }

  private synchronized Stored get(Location location) {
    Stored stored = bucket(location.bucket(), location).get(location.key());
    if (stored == null) {
      throw ObjectNotFoundException.object(location);
    }
    return stored;
  }

  @Override
  public synchronized String put(Location location, byte[] bytes) {
    Stored stored = new Stored(bytes.clone(), "v" + versions.incrementAndGet(), Instant.now());
    bucket(location.bucket(), location).put(location.key(), stored);
    return stored.etag();
  }

  @Override
  public String put(Location location, Path file) {
    try {
      return put(location, Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized Optional<String> putIfAbsent(Location location, byte[] bytes) {
    requireSmall(location, bytes);
    return head(location).isPresent() ? Optional.empty() : Optional.of(put(location, bytes));
  }

  @Override
  public synchronized Optional<String> putIfMatch(Location location, byte[] bytes, String etag) {
    requireSmall(location, bytes);
    return head(location)
        .filter(present -> present.etag().equals(etag))
        .map(present -> put(location, bytes));
  }

  private static void requireSmall(Location location, byte[] bytes) {
    if (bytes.length > MAX_SMALL_BYTES) {
      throw new StoreException(location + ": larger than " + MAX_SMALL_BYTES + " bytes");
    }
  }

  @Override
  public synchronized Stream<ObjectInfo> list(String bucket, String prefix) {
    Location.checkBucket(bucket);
    List<ObjectInfo> found =
        buckets.getOrDefault(bucket, new TreeMap<>()).entrySet().stream()
            .filter(e -> e.getKey().startsWith(prefix))
            .map(e -> info(new Location(bucket, e.getKey()), e.getValue()))
            .toList();
    return found.stream();
  }

  @Override
  public synchronized void delete(Location location) {
    bucket(location.bucket(), location).remove(location.key());
  }

  @Override
  public synchronized void createBucketIfMissing(String bucket) {
    Location.checkBucket(bucket);
    buckets.computeIfAbsent(bucket, name -> new TreeMap<>(KEY_ORDER));
  }

  @Override
  public void close() {
    // Holds nothing to give back; what is stored stays readable for assertions.
  }

  private Map<String, Stored> bucket(String name, Location subject) {
    Map<String, Stored> bucket = buckets.get(name);
    if (bucket == null) {
      throw ObjectNotFoundException.bucket(name, subject);
    }
    return bucket;
  }

  private static ObjectInfo info(Location location, Stored stored) {
    return new ObjectInfo(location, stored.bytes().length, stored.etag(), stored.written());
  }
}
