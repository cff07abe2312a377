package io.lethe.unlearning.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import us.hebi.matlab.mat.format.BufferAllocator;

/**
 * Buffers for the variables of a MATLAB file. The library unpacks a variable as a whole; a large
 * one goes into a temporary file that is mapped, so that the images are not in memory twice.
 */
final class MappedBuffers implements BufferAllocator, AutoCloseable {
  private static final int ON_HEAP = 4 << 20;

  private final List<Path> files = new ArrayList<>();

  @Override
  public ByteBuffer allocate(int bytes) {
    if (bytes <= ON_HEAP) {
      return ByteBuffer.allocate(bytes);
    }
    try {
      Path file = Files.createTempFile("lethe", ".mat");
      files.add(file);
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        return channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void release(ByteBuffer buffer) {
    // Freed with the last use of the buffer.
  }

  /** Removes the names of the files; what is mapped stays readable. */
  @Override
  public void close() {
    for (Path file : files) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        // Windows keeps a mapped file until the process ends.
        file.toFile().deleteOnExit();
      }
    }
  }
}
