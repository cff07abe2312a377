package io.lethe.formats;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads and writes safetensors: 8 bytes little-endian header length N, N bytes of JSON, then the
 * tensors' bytes without gaps.
 *
 * <p>Reading checks everything the format promises (lengths, offsets, overlaps, gaps, sizes against
 * shapes, duplicate names, pickles in disguise) before a single tensor is handed out. Writing is
 * deterministic: the same {@link TensorFile} gives the same bytes, with tensors in map order and
 * metadata keys sorted.
 *
 * @see <a href="https://github.com/huggingface/safetensors">safetensors format</a>
 */
public final class Safetensors {
  /** Longest header accepted, in bytes; the limit of the reference implementation. */
  public static final long MAX_HEADER_BYTES = 100_000_000L;

  private static final int LENGTH_BYTES = 8;
  private static final String METADATA = "__metadata__";
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  static {
    JSON.getFactory()
        .setStreamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(8).build());
  }

  private Safetensors() {}

  /** One entry of the header. */
  @SuppressWarnings("ArrayRecordComponent") // private, and never compared
  private record Entry(String name, DType type, long[] shape, long begin, long end) {}

  /**
   * Reads a whole file; tensors are mapped from it, not copied.
   *
   * @throws MalformedFileException if the file is not valid safetensors
   * @throws UncheckedIOException if it cannot be read
   */
  public static TensorFile read(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size > Integer.MAX_VALUE) {
        return parse(readLarge(channel, size), size);
      }
      return read(channel.map(FileChannel.MapMode.READ_ONLY, 0, size));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads from memory; the tensors share the buffer. */
  public static TensorFile read(ByteBuffer file) {
    ByteBuffer all = file.slice().order(ByteOrder.LITTLE_ENDIAN);
    return parse((offset, length) -> all.slice((int) offset, (int) length), all.remaining());
  }

  /** Reads from memory. */
  public static TensorFile read(byte[] file) {
    return read(ByteBuffer.wrap(file));
  }

  /** Reads the stream to its end. */
  public static TensorFile read(InputStream in) throws IOException {
    return read(in.readAllBytes());
  }

  @FunctionalInterface
  private interface Region {
    ByteBuffer at(long offset, long length) throws IOException;
  }

  private static Region readLarge(FileChannel channel, long size) {
    return (offset, length) -> {
      if (length > Integer.MAX_VALUE) {
        throw new MalformedFileException(
            "a tensor of %d bytes is larger than 2 GiB (file of %d bytes)".formatted(length, size));
      }
      return channel.map(FileChannel.MapMode.READ_ONLY, offset, length);
    };
  }

  private static TensorFile parse(Region region, long size) {
    try {
      if (size < LENGTH_BYTES) {
        throw new MalformedFileException(
            "not a safetensors file: %d bytes, at least 8 are needed".formatted(size));
      }
      Pickles.refuse(region.at(0, Math.min(size, LENGTH_BYTES + 1)));
      long headerBytes = region.at(0, LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
      if (headerBytes < 2 || headerBytes > MAX_HEADER_BYTES) {
        throw new MalformedFileException(
            "not a safetensors file: header length %s, allowed are 2 to %d bytes"
                .formatted(Long.toUnsignedString(headerBytes), MAX_HEADER_BYTES));
      }
      if (headerBytes > size - LENGTH_BYTES) {
        throw new MalformedFileException(
            "truncated safetensors file: header of %d bytes, but only %d bytes follow"
                .formatted(headerBytes, size - LENGTH_BYTES));
      }
      byte[] header = new byte[(int) headerBytes];
      region.at(LENGTH_BYTES, headerBytes).get(header);
      long dataStart = LENGTH_BYTES + headerBytes;
      JsonNode root = JSON.readTree(header);
      if (root == null || !root.isObject()) {
        throw new MalformedFileException("safetensors header is not a JSON object");
      }
      List<Entry> entries = entries((ObjectNode) root);
      checkLayout(entries, size - dataStart);
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (Entry e : entries) {
        ByteBuffer bytes = region.at(dataStart + e.begin, e.end - e.begin);
        tensors.put(e.name, new Tensor(e.type, e.shape, bytes));
      }
      return new TensorFile(tensors, metadata(root.get(METADATA)));
    } catch (JsonProcessingException e) {
      throw new MalformedFileException(
          "safetensors header is not valid JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Entry> entries(ObjectNode root) {
    List<Entry> entries = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : root.properties()) {
      if (!field.getKey().equals(METADATA)) {
        entries.add(entry(field.getKey(), field.getValue()));
      }
    }
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    return entries;
  }

  private static Entry entry(String name, JsonNode node) {
    DType type;
    try {
      type = DType.valueOf(node.path("dtype").asText());
    } catch (IllegalArgumentException e) {
      throw new MalformedFileException(
          "tensor '%s': unknown dtype '%s'".formatted(name, node.path("dtype").asText()), e);
    }
    long[] shape = numbers(name, "shape", node.path("shape"));
    long[] offsets = numbers(name, "data_offsets", node.path("data_offsets"));
    if (offsets.length != 2 || offsets[0] > offsets[1]) {
      throw new MalformedFileException(
          "tensor '%s': data_offsets must be [begin, end]".formatted(name));
    }
    long expected;
    try {
      expected = Math.multiplyExact(Tensor.elements(shape), (long) type.bytes());
    } catch (ArithmeticException e) {
      throw new MalformedFileException("tensor '%s': shape is too large".formatted(name), e);
    }
    if (expected != offsets[1] - offsets[0]) {
      throw new MalformedFileException(
          "tensor '%s': shape %s of %s needs %d bytes, data_offsets give %d"
              .formatted(name, node.path("shape"), type, expected, offsets[1] - offsets[0]));
    }
    return new Entry(name, type, shape, offsets[0], offsets[1]);
  }

  private static long[] numbers(String name, String field, JsonNode node) {
    if (!node.isArray()) {
      throw new MalformedFileException("tensor '%s': %s is missing".formatted(name, field));
    }
    long[] out = new long[node.size()];
    for (int i = 0; i < out.length; i++) {
      JsonNode n = node.get(i);
      if (!n.isIntegralNumber() || !n.canConvertToLong() || n.longValue() < 0) {
        throw new MalformedFileException(
            "tensor '%s': %s holds %s, allowed are whole numbers from 0".formatted(name, field, n));
      }
      out[i] = n.longValue();
    }
    return out;
  }

  private static void checkLayout(List<Entry> entries, long dataBytes) {
    long end = 0;
    for (Entry e : entries) {
      if (e.begin != end) {
        throw new MalformedFileException(
            "tensor '%s' begins at %d, expected %d: tensors overlap or leave a gap"
                .formatted(e.name, e.begin, end));
      }
      end = e.end;
    }
    if (end > dataBytes) {
      throw new MalformedFileException(
          "truncated safetensors file: tensors need %d bytes, %d are there"
              .formatted(end, dataBytes));
    }
    if (end < dataBytes) {
      throw new MalformedFileException(
          "safetensors file has %d bytes after its last tensor".formatted(dataBytes - end));
    }
  }

  private static Map<String, String> metadata(JsonNode node) {
    Map<String, String> out = new LinkedHashMap<>();
    if (node != null) {
      if (!node.isObject()) {
        throw new MalformedFileException("__metadata__ must be a map of texts");
      }
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        if (!field.getValue().isTextual()) {
          throw new MalformedFileException(
              "__metadata__ '%s' must be a text, found %s"
                  .formatted(field.getKey(), field.getValue().getNodeType()));
        }
        out.put(field.getKey(), field.getValue().textValue());
      }
    }
    return out;
  }

  /** Writes the file; the header is padded with spaces to a multiple of 8 bytes. */
  public static void write(TensorFile file, OutputStream out) throws IOException {
    ObjectNode header = JSON.createObjectNode();
    if (!file.metadata().isEmpty()) {
      ObjectNode meta = header.putObject(METADATA);
      file.metadata().entrySet().stream()
          .sorted(Map.Entry.comparingByKey())
          .forEach(e -> meta.put(e.getKey(), e.getValue()));
    }
    long offset = 0;
    for (Map.Entry<String, Tensor> e : file.tensors().entrySet()) {
      Tensor t = e.getValue();
      ObjectNode node = header.putObject(e.getKey());
      node.put("dtype", t.type().name());
      var shape = node.putArray("shape");
      for (long d : t.shape()) {
        shape.add(d);
      }
      long end = offset + t.size() * t.type().bytes();
      node.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    byte[] json = JSON.writeValueAsString(header).getBytes(StandardCharsets.UTF_8);
    int padded = (json.length + 7) / 8 * 8;
    ByteBuffer prefix = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.write(prefix.putLong(0, padded).array());
    out.write(json);
    out.write(" ".repeat(padded - json.length).getBytes(StandardCharsets.UTF_8));
    byte[] chunk = new byte[1 << 16];
    for (Tensor t : file.tensors().values()) {
      ByteBuffer bytes = t.bytes();
      while (bytes.hasRemaining()) {
        int n = Math.min(chunk.length, bytes.remaining());
        bytes.get(chunk, 0, n);
        out.write(chunk, 0, n);
      }
    }
  }

  /** Writes the file to a path, which is replaced if it exists. */
  public static void write(TensorFile file, Path path) {
    try (OutputStream out = Files.newOutputStream(path)) {
      write(file, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file's bytes. */
  public static byte[] toBytes(TensorFile file) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      write(file, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
