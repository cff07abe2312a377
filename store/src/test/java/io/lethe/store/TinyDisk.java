package io.lethe.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.opentest4j.TestAbortedException;

/** A folder on a disk of its own that is soon full: a tmpfs of a given size. */
public final class TinyDisk implements AutoCloseable {
  private final Path folder;

  private TinyDisk(Path folder) {
    this.folder = folder;
  }

  /**
   * Mounts the disk; the calling test is skipped where it may not.
   *
   * @param folder where, created if need be
   * @param bytes its size
   */
  public static TinyDisk mount(Path folder, long bytes) throws IOException {
    Files.createDirectories(folder);
    String size = "size=" + bytes;
    if (!succeeds("mount", "-t", "tmpfs", "-o", size, "tmpfs", folder.toString())) {
      throw new TestAbortedException(
          "skipped: a disk that is soon full takes the right to mount one (root on Linux)");
    }
    return new TinyDisk(folder);
  }

  private static boolean succeeds(String... command) {
    try {
      return new ProcessBuilder(List.of(command)).start().waitFor() == 0;
    } catch (IOException e) {
      return false; // No such program.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** The folder. */
  public Path folder() {
    return folder;
  }

  /** Takes all room but so many bytes; returns the file that does, to be deleted for more room. */
  public Path fill(long left) throws IOException {
    Path filler = folder.resolve("filler");
    long free = Files.getFileStore(folder).getUsableSpace();
    Files.write(filler, new byte[Math.toIntExact(free - left)]);
    return filler;
  }

  @Override
  public void close() {
    succeeds("umount", "-l", folder.toString());
  }
}
