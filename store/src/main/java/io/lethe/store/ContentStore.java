package io.lethe.store;

import io.lethe.formats.Digests;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Artifacts named by their SHA-256: {@code artifacts/sha256/<aa>/<digest>} in one bucket, and a
 * local cache folder of verified copies.
 *
 * <p>What {@link #fetch} hands out has been hashed in this call, whether it came from the store or
 * from the cache, so neither a changed object nor a damaged disk goes unnoticed. Cache files are
 * replaced by renaming, never changed, so a reader that has one mapped keeps what it verified.
 */
public final class ContentStore {
  /** Bucket of artifacts, runs and checkpoints unless another is configured. */
  public static final String DEFAULT_BUCKET = "lethe";

  /**
   * Age from which an object that is found by its digest is written again all the same: whoever
   * removes old objects then sees that somebody wants this one.
   */
  public static final Duration FRESH = Duration.ofDays(1);

  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private final ObjectStore store;
  private final String bucket;
  private final CacheFolder cache;

  /**
   * Creates a content store.
   *
   * @param store the object store
   * @param bucket bucket of the artifacts; must exist before the first put
   * @param cache local folder for verified copies, created when needed; may be shared by processes
   */
  public ContentStore(ObjectStore store, String bucket, Path cache) {
    Location.checkBucket(bucket);
    this.store = store;
    this.bucket = bucket;
    this.cache = new CacheFolder(cache);
  }

  /** Where the artifact of that digest is, or would be. */
  public Location locationOf(String sha256) {
    return new Location(bucket, "artifacts/" + path(sha256));
  }

  /** Stores bytes under their digest; does nothing if they are there. */
  public StoredArtifact put(byte[] bytes) {
    String sha256 = Digests.sha256(bytes);
    Location location = locationOf(sha256);
    if (!isStored(location, bytes.length)) {
      store.put(location, bytes);
    }
    return new StoredArtifact(location, sha256, bytes.length);
  }

  /**
   * Stores a file under its digest; does nothing if it is there.
   *
   * @throws UncheckedIOException if the file cannot be read
   */
  public StoredArtifact put(Path file) {
    try {
      String sha256 = Digests.sha256(file);
      long size = Files.size(file);
      Location location = locationOf(sha256);
      if (!isStored(location, size)) {
        store.put(location, file);
      }
      return new StoredArtifact(location, sha256, size);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The artifact of that digest, if it has been stored. */
  public Optional<StoredArtifact> find(String sha256) {
    return store
        .head(locationOf(sha256))
        .map(info -> new StoredArtifact(info.location(), sha256, info.size()));
  }

  /**
   * Digest and size of an object that came without a digest, such as a model that a person names by
   * its key. Downloads it into the cache.
   *
   * @throws ObjectNotFoundException if there is no such object
   * @throws LocalDiskException if the cache folder cannot take it
   */
  public StoredArtifact identify(Location location) {
    return ReadAgain.ifDamaged(
        () ->
            download(
                location,
                (file, sha256) -> {
                  long size = Files.size(file);
                  keep(file, cached(sha256));
                  return new StoredArtifact(location, sha256, size);
                }));
  }

  /** Like {@link #fetch(Location, String)}. */
  public Path fetch(StoredArtifact artifact) {
    return fetch(artifact.location(), artifact.sha256());
  }

  /**
   * A local, verified, read-only copy of the object.
   *
   * @throws ObjectNotFoundException if it is neither cached nor in the store
   * @throws DigestMismatchException if the store delivers other bytes, twice
   * @throws LocalDiskException if the cache folder cannot take it
   */
  public Path fetch(Location location, String sha256) {
    Path target = cached(sha256);
    if (isWhole(target, sha256)) {
      return target;
    }
    return ReadAgain.ifDamaged(
        () ->
            download(
                location,
                (file, found) -> {
                  if (!found.equals(sha256)) {
                    throw new DigestMismatchException(location, sha256, found);
                  }
                  return keep(file, target);
                }));
  }

  private static boolean isWhole(Path copy, String sha256) {
    try {
      return Files.isRegularFile(copy) && Digests.sha256(copy).equals(sha256);
    } catch (IOException e) {
      // A copy that the disk does not give back is none; another is fetched.
      return false;
    }
  }

  /** Takes what has been downloaded. */
  private interface Taker<T> {
    T take(Path file, String sha256) throws IOException;
  }

  /** Streams the object into a new file beside the cache's; removed again unless it is taken. */
  private <T> T download(Location location, Taker<T> taker) {
    return cache.fetch(
        () -> sizeOf(location), false, file -> taker.take(file, copy(location, file)));
  }

  /** Copies and hashes; returns the digest. */
  private String copy(Location location, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        DigestInputStream in = new DigestInputStream(store.open(location), Digests.sha256())) {
      in.transferTo(out);
      return Digests.hex(in.getMessageDigest().digest());
    }
  }

  private OptionalLong sizeOf(Location location) {
    try {
      return store
          .head(location)
          .map(info -> OptionalLong.of(info.size()))
          .orElse(OptionalLong.empty());
    } catch (StoreException e) {
      return OptionalLong.empty();
    }
  }

  private static Path keep(Path file, Path target) throws IOException {
    Files.createDirectories(target.getParent());
    return Files.move(
        file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private boolean isStored(Location location, long size) {
    return isFresh(store, location, size);
  }

  /** Whether the object is there, of that size, and younger than {@link #FRESH}. */
  public static boolean isFresh(ObjectStore store, Location location, long size) {
    return store
        .head(location)
        .filter(info -> info.size() == size)
        .filter(info -> info.lastModified().isAfter(Instant.now().minus(FRESH)))
        .isPresent();
  }

  private Path cached(String sha256) {
    return cache.resolve(path(sha256));
  }

  private static String path(String sha256) {
    if (!SHA256.matcher(sha256).matches()) {
      throw new IllegalArgumentException(
          "'%s' is no SHA-256; allowed are 64 of 0-9 and a-f".formatted(sha256));
    }
    return "sha256/" + sha256.substring(0, 2) + "/" + sha256;
  }
}
