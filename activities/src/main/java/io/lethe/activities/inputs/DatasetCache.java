package io.lethe.activities.inputs;

import io.lethe.formats.Digests;
import io.lethe.formats.FolderContent;
import io.lethe.formats.MalformedFileException;
import io.lethe.store.CacheFolder;
import io.lethe.store.DigestMismatchException;
import io.lethe.store.LocalDiskException;
import io.lethe.store.Location;
import io.lethe.store.ObjectInfo;
import io.lethe.store.ObjectStore;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.unlearning.data.DatasetReader;
import io.lethe.workflows.request.DatasetSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Data sets by content: fetched once a machine, decoded once a process.
 *
 * <p>The digest of a data set is the one of {@link FolderContent}, under which the command line
 * also imports a folder. A local copy is held against it whenever it is read; a damaged one is
 * fetched again.
 */
public final class DatasetCache {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern CONTENT_NAMED = Pattern.compile("(?:^|/)sha256/../([0-9a-f]{64})$");

  private final CacheFolder folder;
  private Optional<Decoded> last = Optional.empty();

  /** What this process has in memory: which objects, for how many classes. */
  private record Decoded(String listing, int classes, LoadedDataset dataset) {}

  /** A cache below that folder. */
  public DatasetCache(Path folder) {
    this.folder = new CacheFolder(folder);
  }

  /**
   * The decoded data set.
   *
   * @param store where it is
   * @param spec its place and, where given, its digest
   * @param classes classes of the model
   * @throws InvalidInputException {@code dataset.ref} or {@code dataset.sha256} if it is missing,
   *     unreadable or has other content than the request says
   * @throws DigestMismatchException if it has other content than its name says
   * @throws LocalDiskException if the local folder cannot take it
   */
  public synchronized LoadedDataset open(ObjectStore store, DatasetSpec spec, int classes) {
    Location root = Locations.parse("dataset.ref", spec.ref());
    List<ObjectInfo> objects = list(store, root);
    if (objects.isEmpty()) {
      throw new InvalidInputException(
          "dataset.ref",
          "found no objects under '%s', allowed is a prefix with images".formatted(spec.ref()));
    }
    String listing = fingerprint(root, objects);
    Optional<LoadedDataset> inMemory =
        last.filter(it -> it.listing().equals(listing) && it.classes() == classes)
            .map(Decoded::dataset);
    if (inMemory.isPresent()) {
      check(spec, root, inMemory.get().sha256());
      return inMemory.get();
    }
    Path known = folder.resolve("listing/" + listing);
    String sha256 = known(known).orElseGet(() -> download(store, root, objects, known));
    check(spec, root, sha256);
    last = Optional.empty(); // Room for the next one before it is read.
    LoadedDataset dataset = new LoadedDataset(DatasetReader.open(content(sha256), classes), sha256);
    last = Optional.of(new Decoded(listing, classes, dataset));
    return dataset;
  }

  private static void check(DatasetSpec spec, Location root, String sha256) {
    spec.sha256()
        .filter(expected -> !expected.equals(sha256))
        .ifPresent(
            expected -> {
              throw new InvalidInputException(
                  "dataset.sha256",
                  "found content with digest %s under '%s', expected %s"
                      .formatted(sha256, root, expected));
            });
    Matcher named = CONTENT_NAMED.matcher(root.key());
    if (named.find() && !named.group(1).equals(sha256)) {
      throw new DigestMismatchException(root, named.group(1), sha256);
    }
  }

  private static List<ObjectInfo> list(ObjectStore store, Location root) {
    try (Stream<ObjectInfo> objects = store.list(root.bucket(), root.key() + "/")) {
      return objects.toList();
    }
  }

  private static String fingerprint(Location root, List<ObjectInfo> objects) {
    StringBuilder text = new StringBuilder();
    for (ObjectInfo info : objects) {
      text.append(relative(root, info)).append(' ').append(info.size());
      text.append(' ').append(info.etag()).append('\n');
    }
    return Digests.sha256(text.toString());
  }

  private static String relative(Location root, ObjectInfo info) {
    return info.location().key().substring(root.key().length() + 1);
  }

  /** The digest noted for a listing, if the local copy still has it. */
  private Optional<String> known(Path note) {
    try {
      if (!Files.isRegularFile(note)) {
        return Optional.empty();
      }
      String sha256 = Files.readString(note).strip();
      return SHA256.matcher(sha256).matches() && isWhole(content(sha256), sha256)
          ? Optional.of(sha256)
          : Optional.empty();
    } catch (IOException e) {
      // A copy that the disk does not give back is none; another is fetched.
      return Optional.empty();
    }
  }

  private static boolean isWhole(Path copy, String sha256) throws IOException {
    return Files.isDirectory(copy) && digest(copy).equals(sha256);
  }

  private Path content(String sha256) {
    return folder.resolve(sha256);
  }

  private String download(ObjectStore store, Location root, List<ObjectInfo> objects, Path note) {
    long size = objects.stream().mapToLong(ObjectInfo::size).sum();
    return folder.fetch(
        () -> OptionalLong.of(size),
        true,
        part -> {
          for (ObjectInfo info : objects) {
            copy(store, info, place(part, root, info));
          }
          String sha256 = digest(part);
          move(part, content(sha256), sha256);
          Files.createDirectories(note.getParent());
          Files.writeString(note, sha256);
          return sha256;
        });
  }

  private static Path place(Path part, Location root, ObjectInfo info) throws IOException {
    Path file = part.resolve(relative(root, info)).normalize();
    if (!file.startsWith(part)) {
      throw new InvalidInputException(
          "dataset.ref", "found the key '%s', which leads out".formatted(info.location()));
    }
    Files.createDirectories(file.getParent());
    return file;
  }

  private static void copy(ObjectStore store, ObjectInfo info, Path file) throws IOException {
    for (boolean again = false; ; again = true) {
      try (InputStream in = store.open(info.location())) {
        long bytes = Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        if (bytes == info.size()) {
          return;
        }
        throw new MalformedFileException(
            "%s: %,d bytes, the listing says %,d: it was changed or damaged"
                .formatted(info.location(), bytes, info.size()));
      } catch (DigestMismatchException | MalformedFileException e) {
        // Damaged on the way once, perhaps; twice is no accident.
        if (again) {
          throw e;
        }
      }
    }
  }

  /** Another process may have been faster; a damaged copy makes room. */
  private static void move(Path part, Path target, String sha256) throws IOException {
    if (Files.isDirectory(target) && !digest(target).equals(sha256)) {
      CacheFolder.delete(target);
    }
    try {
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      // Linux reports "Directory not empty", without a subclass of its own, where a copy is there.
      if (!Files.isDirectory(target)) {
        throw e;
      }
      CacheFolder.delete(part);
    }
  }

  private static String digest(Path root) throws IOException {
    return FolderContent.of(root, file -> true).sha256();
  }
}
