package io.lethe.worker.doctor;

import io.lethe.worker.runtime.Folders;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** This machine: Java, memory, and the folders Lethe writes. */
final class MachineChecks {
  private static final int JAVA = 17;
  private static final long MIB = 1L << 20;

  /** The engine, decoded data and activations of the smallest networks. */
  private static final long MEMORY = 2048 * MIB;

  /** A model, its checkpoints on their way and a small data set. */
  private static final long DISK = 2048 * MIB;

  private MachineChecks() {}

  static List<Check> all(Map<String, String> environment, Path state) {
    List<Check> checks = new ArrayList<>();
    checks.add(java());
    checks.add(memory());
    checks.add(folder("cache folder", Folders.cache(environment), "XDG_CACHE_HOME"));
    checks.add(folder("state folder", state, "XDG_STATE_HOME, or --state"));
    return checks;
  }

  private static Check java() {
    int version = Runtime.version().feature();
    String found = "Java %s, %s".formatted(Runtime.version(), System.getProperty("os.arch"));
    return version >= JAVA
        ? Check.ok("java", found)
        : Check.wrong("java", found, "use Java %d or later".formatted(JAVA));
  }

  private static Check memory() {
    long heap = Runtime.getRuntime().maxMemory();
    if (!(ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean system)) {
      return Check.ok("memory", "heap up to %,d MiB".formatted(heap / MIB));
    }
    String found =
        "%,d MiB, of which %,d MiB free; heap up to %,d MiB, %d processors"
            .formatted(
                system.getTotalMemorySize() / MIB,
                system.getFreeMemorySize() / MIB,
                heap / MIB,
                Runtime.getRuntime().availableProcessors());
    return system.getTotalMemorySize() >= MEMORY
        ? Check.ok("memory", found)
        : Check.warn(
            "memory",
            found,
            "give it %,d MiB or more; 'lethe plan' says what a request needs"
                .formatted(MEMORY / MIB));
  }

  /** Writes a file, in the folder or where it would be created. */
  static Check folder(String name, Path folder, String variable) {
    try {
      Path there = folder.toAbsolutePath();
      while (!Files.isDirectory(there) && there.getParent() != null) {
        there = there.getParent();
      }
      Files.delete(Files.createTempFile(there, "lethe-doctor", ".tmp"));
      long free = Files.getFileStore(there).getUsableSpace();
      String found = "%s, %,d MiB free".formatted(folder, free / MIB);
      return free >= DISK
          ? Check.ok(name, found)
          : Check.warn(name, found, "make room, or name another folder with " + variable);
    } catch (IOException e) {
      return Check.wrong(
          name,
          "%s cannot be written: %s".formatted(folder, e.getClass().getSimpleName()),
          "name a folder that can be written with " + variable);
    }
  }
}
