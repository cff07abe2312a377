package io.lethe.formats;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The content of a safetensors file: tensors by name, and text metadata.
 *
 * @param tensors tensors in file order (offset order)
 * @param metadata the {@code __metadata__} map, empty where the file has none
 */
public record TensorFile(Map<String, Tensor> tensors, Map<String, String> metadata) {
  /** Copies both maps, keeping their order. */
  public TensorFile {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /** A file without metadata. */
  public static TensorFile of(Map<String, Tensor> tensors) {
    return new TensorFile(tensors, Map.of());
  }

  /**
   * The tensor of that name.
   *
   * @throws MalformedFileException naming the tensor if there is none
   */
  public Tensor get(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new MalformedFileException("tensor '" + name + "' is missing");
    }
    return tensor;
  }

  /**
   * The metadata value of that key.
   *
   * @throws MalformedFileException naming the key if there is none
   */
  public String meta(String key) {
    String value = metadata.get(key);
    if (value == null) {
      throw new MalformedFileException("metadata '" + key + "' is missing");
    }
    return value;
  }
}
