package io.lethe.formats.torchscript;

import io.lethe.formats.MalformedFileException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * PyTorch's ZIP files: one folder; tensors are stored as they are, source texts may be compressed.
 *
 * <p>Sizes are checked before anything is read: stored entries cannot claim more bytes than the
 * file has, and compressed ones together not more than {@value #MOST_TEXT}. So a small file does
 * not unpack to a large one.
 */
final class ZipEntries {
  private static final int MOST_ENTRIES = 200_000;
  private static final long MOST_BYTES = Integer.MAX_VALUE - (1 << 20);
  private static final long MOST_TEXT = 64 << 20;

  /** The date that PyTorch gives its entries; a clock would change the file's digest. */
  private static final LocalDateTime DATE = LocalDateTime.of(1980, 1, 1, 0, 0);

  private ZipEntries() {}

  /** Whether a file begins like a ZIP file. */
  static boolean isZip(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(4);
      return head.length == 4 && head[0] == 'P' && head[1] == 'K' && head[2] == 3 && head[3] == 4;
    }
  }

  /**
   * The entries by name, without the name of the folder that holds them all.
   *
   * @throws MalformedFileException if it is not such a file
   */
  static Map<String, byte[]> read(Path file) {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return read(zip, Files.size(file));
    } catch (ZipException e) {
      throw new MalformedFileException(
          "the ZIP archive is torn or damaged (%s)".formatted(e.getMessage()), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, byte[]> read(ZipFile zip, long size) throws IOException {
    if (zip.size() > MOST_ENTRIES || size > MOST_BYTES) {
      throw new MalformedFileException(
          "the archive has %,d entries and %,d bytes, allowed are %,d and %,d"
              .formatted(zip.size(), size, MOST_ENTRIES, MOST_BYTES));
    }
    Map<String, byte[]> entries = new LinkedHashMap<>();
    String folder = null;
    checkSizes(zip, size);
    for (ZipEntry entry : Collections.list(zip.entries())) {
      int slash = entry.getName().indexOf('/');
      String own = entry.getName().substring(0, slash + 1);
      folder = folder == null ? own : folder;
      if (slash < 1 || !own.equals(folder)) {
        throw new MalformedFileException(
            "entry '%s' is outside the archive's folder '%s'".formatted(entry.getName(), folder));
      }
      if (entries.put(entry.getName().substring(slash + 1), bytes(zip, entry)) != null) {
        throw new MalformedFileException("entry '%s' is there twice".formatted(entry.getName()));
      }
    }
    return entries;
  }

  private static void checkSizes(ZipFile zip, long size) {
    long stored = 0;
    long text = 0;
    for (ZipEntry entry : Collections.list(zip.entries())) {
      if (entry.getMethod() == ZipEntry.STORED) {
        stored = Math.addExact(stored, entry.getSize());
      } else if (entry.getName().contains("/code/")) {
        text = Math.addExact(text, entry.getSize());
      } else {
        throw new MalformedFileException(
            "entry '%s' is compressed; PyTorch compresses source texts only"
                .formatted(entry.getName()));
      }
    }
    if (stored > size || text > MOST_TEXT) {
      throw new MalformedFileException(
          "the archive's entries claim %,d bytes and %,d of compressed text, allowed are %,d and %,d"
              .formatted(stored, text, size, MOST_TEXT));
    }
  }

  private static byte[] bytes(ZipFile zip, ZipEntry entry) throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes(Math.toIntExact(entry.getSize() + 1));
      CRC32 crc = new CRC32();
      crc.update(bytes);
      if (bytes.length != entry.getSize() || crc.getValue() != entry.getCrc()) {
        throw new MalformedFileException(
            "entry '%s' is torn or damaged".formatted(entry.getName()));
      }
      return bytes;
    }
  }

  /** Writes entries below a folder; equal entries give equal bytes. */
  static void write(String folder, Map<String, byte[]> entries, OutputStream out)
      throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out);
    zip.setMethod(ZipOutputStream.STORED);
    for (Map.Entry<String, byte[]> e : entries.entrySet()) {
      ZipEntry entry = new ZipEntry(folder + "/" + e.getKey());
      CRC32 crc = new CRC32();
      crc.update(e.getValue());
      entry.setTimeLocal(DATE);
      entry.setSize(e.getValue().length);
      entry.setCrc(crc.getValue());
      zip.putNextEntry(entry);
      new ByteArrayInputStream(e.getValue()).transferTo(zip);
      zip.closeEntry();
    }
    zip.finish();
  }
}
