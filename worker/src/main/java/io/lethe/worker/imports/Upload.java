package io.lethe.worker.imports;

import io.lethe.store.Location;
import io.lethe.store.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Local content and the object it becomes, which is named by the content's digest. */
abstract class Upload {
  private final Location location;
  private final long bytes;

  private Upload(Location location, long bytes) {
    this.location = location;
    this.bytes = bytes;
  }

  static Upload of(Location location, byte[] content) {
    return new Upload(location, content.length) {
      @Override
      InputStream open() {
        return new ByteArrayInputStream(content);
      }

      @Override
      void putInto(ObjectStore store) {
        store.put(location, content);
      }
    };
  }

  static Upload of(Location location, Path file) throws IOException {
    return new Upload(location, Files.size(file)) {
      @Override
      InputStream open() {
        try {
          return Files.newInputStream(file);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }

      @Override
      void putInto(ObjectStore store) {
        store.put(location, file);
      }
    };
  }

  Location location() {
    return location;
  }

  long bytes() {
    return bytes;
  }

  abstract InputStream open();

  abstract void putInto(ObjectStore store);
}
