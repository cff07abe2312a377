package io.lethe.worker.imports;

import io.lethe.store.Location;
import io.lethe.store.ObjectInfo;
import io.lethe.store.ObjectStore;
import io.lethe.store.ReadOnlyStore;
import io.lethe.store.StoreException;
import io.lethe.store.Versioned;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** A store as it will be once the staged files are uploaded; only for reading. */
final class StagedStore extends ReadOnlyStore {
  private final Staging staging;
  private final ObjectStore store;

  StagedStore(Staging staging, ObjectStore store) {
    super("a check writes nothing");
    this.staging = staging;
    this.store = store;
  }

  @Override
  public Optional<ObjectInfo> head(Location location) {
    return staging.find(location).map(StagedStore::info).or(() -> store.head(location));
  }

  private static ObjectInfo info(Upload upload) {
    return new ObjectInfo(upload.location(), upload.bytes(), "staged", Instant.EPOCH);
  }

  @Override
  public InputStream open(Location location) {
    return staging.find(location).map(Upload::open).orElseGet(() -> store.open(location));
  }

  @Override
  public InputStream open(Location location, long offset, long length) {
    Optional<Upload> staged = staging.find(location);
    if (staged.isEmpty()) {
      return store.open(location, offset, length);
    }
    try (InputStream in = staged.get().open()) {
      in.skipNBytes(offset);
      return new ByteArrayInputStream(in.readNBytes(Math.toIntExact(length)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Versioned read(Location location) {
    Optional<Upload> staged = staging.find(location);
    if (staged.isEmpty()) {
      return store.read(location);
    }
    if (staged.get().bytes() > MAX_SMALL_BYTES) {
      throw new StoreException(
          "%s: %d bytes, allowed for a small object are %d"
              .formatted(location, staged.get().bytes(), MAX_SMALL_BYTES));
    }
    try (InputStream in = staged.get().open()) {
      return new Versioned(in.readAllBytes(), "staged");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Stream<ObjectInfo> list(String bucket, String prefix) {
    Stream<ObjectInfo> staged =
        staging
            .uploads()
            .filter(u -> u.location().bucket().equals(bucket))
            .filter(u -> u.location().key().startsWith(prefix))
            .map(StagedStore::info);
    Stream<ObjectInfo> stored =
        store.list(bucket, prefix).filter(info -> staging.find(info.location()).isEmpty());
    return Stream.concat(staged, stored).sorted(Comparator.comparing(i -> i.location().key()));
  }
}
