package io.lethe.store;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A local folder of copies that may be deleted at any time, and may be shared by processes. What is
 * being fetched has a name that begins with {@code fetch-}.
 */
public final class CacheFolder {
  /** First letters of the names of unfinished files and folders. */
  private static final String PART = "fetch-";

  /** Nothing is fetched for longer; what is older was left by a process that was killed. */
  private static final Duration LEFT_OVER = Duration.ofDays(1);

  private final Path path;

  /** A cache folder that need not exist yet. */
  public CacheFolder(Path path) {
    this.path = path;
  }

  /**
   * Something that writes below the folder.
   *
   * @param <T> what it makes
   */
  @FunctionalInterface
  public interface Write<T> {
    /** Writes; its errors are the disk's. */
    T run() throws IOException;
  }

  /** A path below the folder. */
  public Path resolve(String relative) {
    return path.resolve(relative);
  }

  /**
   * Fetches into a new file or folder, which is removed again if that fails.
   *
   * @param needed bytes that have to fit, for the message; asked for only when it fails
   * @param directory whether a folder is wanted
   * @param fetch writes into it
   * @return what {@code fetch} returned
   * @throws LocalDiskException if the folder cannot take it
   */
  public <T> T fetch(Supplier<OptionalLong> needed, boolean directory, Fetch<T> fetch) {
    return write(
        needed,
        () -> {
          Files.createDirectories(path);
          removeLeftOvers();
          Path part =
              directory
                  ? Files.createTempDirectory(path, PART)
                  : Files.createTempFile(path, PART, ".part");
          boolean complete = false;
          try {
            T fetched = fetch.into(part);
            complete = true;
            return fetched;
          } finally {
            if (!complete) {
              delete(part);
            }
          }
        });
  }

  /**
   * Something that fills a new file or folder.
   *
   * @param <T> what it makes
   */
  @FunctionalInterface
  public interface Fetch<T> {
    /** Fills {@code part}; errors of the reading side are not to be {@link IOException}s. */
    T into(Path part) throws IOException;
  }

  /**
   * Runs what writes below the folder.
   *
   * @param needed bytes that have to fit, for the message; asked for only when it fails
   * @throws LocalDiskException if the folder cannot take it
   */
  public <T> T write(Supplier<OptionalLong> needed, Write<T> write) {
    try {
      return write.run();
    } catch (IOException e) {
      throw new LocalDiskException(
          "cache folder %s: %s: %s".formatted(path, reason(e), room(needed.get())), e);
    }
  }

  private static String reason(IOException e) {
    if (e instanceof FileSystemException file) {
      return file.getReason() == null ? e.getClass().getSimpleName() : file.getReason();
    }
    return e.getMessage();
  }

  private String room(OptionalLong needed) {
    String free;
    try {
      Path existing = path;
      while (Files.notExists(existing) && existing.getParent() != null) {
        existing = existing.getParent();
      }
      free = "%,d bytes free".formatted(Files.getFileStore(existing).getUsableSpace());
    } catch (IOException e) {
      free = "free bytes unknown";
    }
    return needed.isPresent() ? free + ", %,d needed".formatted(needed.getAsLong()) : free;
  }

  private void removeLeftOvers() throws IOException {
    Instant limit = Instant.now().minus(LEFT_OVER);
    try (Stream<Path> children = Files.list(path)) {
      for (Path child : children.toList()) {
        if (child.getFileName().toString().startsWith(PART)
            && Files.exists(child)
            && Files.getLastModifiedTime(child).toInstant().isBefore(limit)) {
          delete(child);
        }
      }
    }
  }

  /** Removes a file or a folder with all it holds; others may be doing the same. */
  public static void delete(Path tree) throws IOException {
    if (Files.notExists(tree)) {
      return;
    }
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
