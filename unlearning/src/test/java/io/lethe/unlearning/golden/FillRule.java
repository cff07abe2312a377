package io.lethe.unlearning.golden;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.formats.Tensor;
import io.lethe.formats.TensorFile;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The hash-based rule that fills the weights of case C6; see {@code fill_rule} in the index. */
final class FillRule {
  private FillRule() {}

  static TensorFile fill(JsonNode tensors, double gain, long seed) {
    Map<String, Tensor> filled = new LinkedHashMap<>();
    for (JsonNode t : tensors) {
      long[] shape = new long[t.get(1).size()];
      int size = 1;
      for (int i = 0; i < shape.length; i++) {
        shape[i] = t.get(1).get(i).asLong();
        size = Math.multiplyExact(size, (int) shape[i]);
      }
      String name = t.get(0).asText();
      float[] values = new float[size];
      float scale = scale(t.get(2).asText(), gain, (double) size / (double) shape[0]);
      float offset = offset(t.get(2).asText());
      long key = mix(seed ^ fnv1a64(name));
      for (int i = 0; i < size; i++) {
        long z = mix(key + 0x9E3779B97F4A7C15L * (i + 1));
        float v = 2 * ((float) (z >>> 40) * 0x1p-24f) - 1;
        values[i] = v * scale + offset;
      }
      filled.put(name, Tensor.ofFloats(values, shape));
    }
    return TensorFile.of(filled);
  }

  private static float scale(String kind, double gain, double fanIn) {
    return switch (kind) {
      case "weight" -> (float) Math.sqrt(gain / fanIn);
      case "norm_weight", "norm_bias", "running_mean" -> 0.1f;
      case "bias" -> 0.05f;
      case "running_var" -> 0.25f;
      default -> throw new IllegalArgumentException(kind);
    };
  }

  private static float offset(String kind) {
    return kind.equals("norm_weight") || kind.equals("running_var") ? 1 : 0;
  }

  private static long mix(long z) {
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  private static long fnv1a64(String text) {
    long h = 0xCBF29CE484222325L;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      h = (h ^ (b & 0xff)) * 0x100000001B3L;
    }
    return h;
  }
}
