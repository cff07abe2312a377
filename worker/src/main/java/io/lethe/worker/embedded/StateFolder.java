package io.lethe.worker.embedded;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The folder that holds everything an embedded Lethe keeps.
 *
 * <p>Files: {@code lock} (held by the owner through an operating-system lock, so a killed owner
 * leaves none), {@code endpoint.json} (who the owner is; left over after a kill, and then not
 * believed because the lock is free) and {@code objects/}. Only the person who made the folder can
 * enter it.
 */
public final class StateFolder {
  private static final String LOCK = "lock";
  private static final String ENDPOINT = "endpoint.json";
  private static final String OBJECTS = "objects";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;

  /** A state folder that need not exist yet. */
  public StateFolder(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  /**
   * The folder used where none is named: {@code $XDG_STATE_HOME/lethe}, by default {@code
   * ~/.local/state/lethe}.
   *
   * @param environment the process environment
   */
  public static StateFolder byDefault(Map<String, String> environment) {
    String xdg = environment.getOrDefault("XDG_STATE_HOME", "");
    // The XDG specification has relative values ignored.
    Path base =
        xdg.startsWith("/")
            ? Path.of(xdg)
            : Path.of(System.getProperty("user.home"), ".local", "state");
    return new StateFolder(base.resolve("lethe"));
  }

  /** The folder itself. */
  public Path path() {
    return folder;
  }

  /** Where the object store keeps its files. */
  public Path objects() {
    return folder.resolve(OBJECTS);
  }

  /** Whether an embedded Lethe has ever kept something here. */
  public boolean exists() {
    return Files.isDirectory(objects());
  }

  /**
   * Takes the folder, creating it if need be.
   *
   * @return the ownership, or empty where another live process (or another part of this one) has it
   * @throws IOException if the folder cannot be created or written
   */
  public Optional<Ownership> own() throws IOException {
    boolean fresh = Files.notExists(folder);
    Files.createDirectories(folder, onlyMe("rwx------"));
    FileChannel channel =
        FileChannel.open(
            folder.resolve(LOCK), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE));
    try {
      FileLock lock = channel.tryLock();
      // The lock of a file that its last owner removed in between locks nobody out.
      if (lock != null && Files.exists(folder.resolve(LOCK))) {
        Files.createDirectories(objects());
        Files.deleteIfExists(folder.resolve(ENDPOINT));
        return Optional.of(new Ownership(channel, fresh));
      }
    } catch (OverlappingFileLockException heldByThisProcess) {
      // Falls through: this process owns it elsewhere, which is the same as a stranger owning it.
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    return Optional.empty();
  }

  /**
   * The live owner's endpoint. A file left by a killed owner is not returned: its lock is free.
   *
   * @throws IOException if the folder cannot be read
   */
  public Optional<Endpoint> endpoint() throws IOException {
    Path file = folder.resolve(ENDPOINT);
    if (!Files.exists(file) || !owned()) {
      return Optional.empty();
    }
    return Optional.of(JSON.readValue(file.toFile(), Endpoint.class));
  }

  private boolean owned() throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve(LOCK), StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        FileLock lock = channel.tryLock()) {
      return lock == null;
    } catch (OverlappingFileLockException heldByThisProcess) {
      return true;
    }
  }

  private static FileAttribute<Set<PosixFilePermission>> onlyMe(String permissions) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
  }

  /** The right to run servers on the folder; held until closed or until the process ends. */
  public final class Ownership implements AutoCloseable {
    private final FileChannel channel;
    private final boolean fresh;

    private Ownership(FileChannel channel, boolean fresh) {
      this.channel = channel;
      this.fresh = fresh;
    }

    /**
     * Tells other commands where to attach. The file is complete whenever it can be seen, and only
     * its owner can read it.
     */
    public void announce(Endpoint endpoint) throws IOException {
      Path draft = Files.createTempFile(folder, "endpoint", ".tmp", onlyMe("rw-------"));
      Files.write(draft, JSON.writeValueAsBytes(endpoint));
      Files.move(draft, folder.resolve(ENDPOINT), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Withdraws the endpoint and frees the folder; one in which nothing came to be is removed. */
    @Override
    public void close() throws IOException {
      Files.deleteIfExists(folder.resolve(ENDPOINT));
      if (fresh && channel.isOpen() && isEmpty(objects())) {
        Files.deleteIfExists(objects());
        Files.deleteIfExists(folder.resolve(LOCK));
        Files.deleteIfExists(folder);
      }
      channel.close();
    }

    private static boolean isEmpty(Path directory) throws IOException {
      try (Stream<Path> children = Files.list(directory)) {
        return children.findAny().isEmpty();
      }
    }
  }
}
