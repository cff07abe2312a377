package io.lethe.activities.inputs;

import io.lethe.formats.Digests;
import io.lethe.store.Location;
import io.lethe.store.ObjectInfo;
import io.lethe.store.ObjectStore;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.unlearning.data.DatasetReader;
import io.lethe.workflows.request.DatasetSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Data sets by content: fetched once a machine, decoded once a process.
 *
 * <p>The digest of a data set is the SHA-256 of one line {@code <sha256 of the file> <two spaces>
 * <relative path> <line feed>} a file, sorted by path; that is also the digest under which the
 * command line imports a folder.
 */
public final class DatasetCache {
  private static final Pattern CONTENT_NAMED = Pattern.compile("(?:^|/)sha256/../([0-9a-f]{64})$");

  private final Path folder;
  private LoadedDataset last;
  private int lastClasses;

  /** A cache below that folder. */
  public DatasetCache(Path folder) {
    this.folder = folder;
  }

  /**
   * The decoded data set.
   *
   * @param store where it is
   * @param spec its place and, where given, its digest
   * @param classes classes of the model
   * @throws InvalidInputException {@code dataset.ref} or {@code dataset.sha256} if it is missing,
   *     unreadable or has other content than promised
   */
  public synchronized LoadedDataset open(ObjectStore store, DatasetSpec spec, int classes) {
    Location root = Locations.parse("dataset.ref", spec.ref());
    List<ObjectInfo> objects = list(store, root);
    if (objects.isEmpty()) {
      throw new InvalidInputException(
          "dataset.ref",
          "found no objects under '%s', allowed is a prefix with images".formatted(spec.ref()));
    }
    Path known = folder.resolve("listing").resolve(fingerprint(root, objects));
    String sha256 = known(known).orElseGet(() -> download(store, root, objects, known));
    check(spec, root, sha256);
    if (last == null || !last.sha256().equals(sha256) || lastClasses != classes) {
      last = new LoadedDataset(DatasetReader.open(content(sha256), classes), sha256);
      lastClasses = classes;
    }
    return last;
  }

  private static void check(DatasetSpec spec, Location root, String sha256) {
    spec.sha256()
        .filter(expected -> !expected.equals(sha256))
        .ifPresent(
            expected -> {
              throw new InvalidInputException(
                  "dataset.sha256",
                  "found content with digest %s, expected %s".formatted(sha256, expected));
            });
    Matcher named = CONTENT_NAMED.matcher(root.key());
    if (named.find() && !named.group(1).equals(sha256)) {
      throw new InvalidInputException(
          "dataset.ref",
          "digest mismatch: the objects under '%s' have digest %s".formatted(root, sha256));
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
      Path copy = folder.resolve(sha256);
      return Files.isDirectory(copy) && digest(copy).equals(sha256)
          ? Optional.of(sha256)
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path content(String sha256) {
    return folder.resolve(sha256);
  }

  private String download(ObjectStore store, Location root, List<ObjectInfo> objects, Path note) {
    try {
      Path part = Files.createTempDirectory(Files.createDirectories(folder), "fetch-");
      for (ObjectInfo info : objects) {
        Path file = part.resolve(relative(root, info)).normalize();
        if (!file.startsWith(part)) {
          throw new InvalidInputException(
              "dataset.ref", "found the key '%s', which leads out".formatted(info.location()));
        }
        Files.createDirectories(file.getParent());
        try (InputStream in = store.open(info.location())) {
          Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        }
      }
      String sha256 = digest(part);
      move(part, content(sha256), sha256);
      Files.createDirectories(note.getParent());
      Files.writeString(note, sha256);
      return sha256;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Another process may have been faster; a damaged copy makes room. */
  private static void move(Path part, Path target, String sha256) throws IOException {
    if (Files.isDirectory(target) && !digest(target).equals(sha256)) {
      delete(target);
    }
    try {
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      // Linux reports "Directory not empty", without a subclass of its own, where a copy is there.
      if (!Files.isDirectory(target)) {
        throw e;
      }
      delete(part);
    }
  }

  private static void delete(Path tree) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static String digest(Path root) throws IOException {
    Map<String, Path> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(root)) {
      walk.filter(Files::isRegularFile)
          .forEach(f -> files.put(root.relativize(f).toString().replace('\\', '/'), f));
    }
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, Path> file : files.entrySet()) {
      text.append(Digests.sha256(file.getValue())).append("  ").append(file.getKey());
      text.append('\n');
    }
    return Digests.sha256(text.toString());
  }
}
