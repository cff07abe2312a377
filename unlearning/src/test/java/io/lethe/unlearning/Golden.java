package io.lethe.unlearning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.formats.Digests;
import io.lethe.formats.Safetensors;
import io.lethe.formats.TensorFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.StreamSupport;

/** Golden vectors that every checkout has: numbers of an independent implementation. */
public final class Golden {
  private Golden() {}

  /** Bytes of a resource under {@code golden/}. */
  public static byte[] bytes(String name) {
    try (InputStream in = Golden.class.getResourceAsStream("/golden/" + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A case of a trimmed index. */
  public static JsonNode json(String name, String goldenCase) {
    try {
      return new ObjectMapper().readTree(bytes(name)).get(goldenCase);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A tensor file. */
  public static TensorFile tensors(String name) {
    return Safetensors.read(ByteBuffer.wrap(bytes(name)));
  }

  /** An array of integers. */
  public static int[] ints(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::intValue).toArray();
  }

  /** An array of numbers. */
  public static double[] doubles(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false)
        .mapToDouble(JsonNode::doubleValue)
        .toArray();
  }

  /** SHA-256 over little-endian int32, as the golden files state index lists. */
  public static String sha256OfInt32(int[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(values);
    return Digests.sha256(bytes);
  }
}
