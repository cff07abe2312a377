package io.lethe.formats.torchscript;

import io.lethe.formats.DType;
import java.util.Arrays;
import java.util.List;

/**
 * A named tensor of a TorchScript module.
 *
 * @param path attribute names from the root, such as {@code [body, 0, weight]}
 * @param kind parameter or buffer
 * @param trained whether it requires a gradient; never so for a buffer
 * @param type element type
 * @param shape dimensions, empty for a scalar
 * @param layer Python name of the class that holds it, such as {@code torch.nn.modules.conv.Conv2d}
 * @param place where its elements are
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ScriptTensor(
    List<String> path,
    Kind kind,
    boolean trained,
    DType type,
    long[] shape,
    String layer,
    Place place) {

  /** What the module registered it as. */
  public enum Kind {
    /** {@code nn.Parameter}. */
    PARAMETER,
    /** {@code register_buffer}. */
    BUFFER
  }

  /**
   * Elements inside an entry of the archive.
   *
   * @param key name of the entry below {@code data/}
   * @param offset first element
   * @param strides elements from one index to the next, by dimension
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Place(String key, long offset, long[] strides) {}

  /** torch's name, such as {@code body.0.weight}. */
  public String name() {
    return String.join(".", path);
  }

  /** Number of elements. */
  public int size() {
    return Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
  }

  /** Last element of the storage that it uses; one before the first for an empty tensor. */
  long last() {
    if (size() == 0) {
      return place.offset() - 1;
    }
    long last = place.offset();
    for (int i = 0; i < shape.length; i++) {
      last = Math.addExact(last, Math.multiplyExact(shape[i] - 1, place.strides()[i]));
    }
    return last;
  }

  /** Storage index of every element in row-major order. */
  int[] indices() {
    int[] out = new int[size()];
    long[] index = new long[shape.length];
    for (int i = 0; i < out.length; i++) {
      long at = place.offset();
      for (int d = 0; d < index.length; d++) {
        at += index[d] * place.strides()[d];
      }
      out[i] = Math.toIntExact(at);
      for (int d = index.length - 1; d >= 0 && ++index[d] == shape[d]; d--) {
        index[d] = 0;
      }
    }
    return out;
  }
}
