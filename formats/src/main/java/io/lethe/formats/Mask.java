package io.lethe.formats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The mask m_S: one bit a weight, saying which weights may change.
 *
 * <p>Bits of each parameter are packed by themselves into ⌈n/8⌉ bytes; bit i (least significant
 * first) is the flat row-major index i; unused bits of the last byte are zero. The file form is
 * safetensors with one {@code U8} tensor a parameter, and the element count of each parameter in
 * the metadata key {@code sizes} (comma separated, in parameter order).
 */
public final class Mask {
  private final Map<String, byte[]> bits;
  private final Map<String, Integer> sizes;
  private final Map<String, String> metadata;

  /**
   * Creates a mask.
   *
   * @param bits packed bits by parameter name, in definition order; not copied
   * @param sizes number of weights by parameter name
   * @param metadata fraction, threshold, definition, digests … as text
   * @throws MalformedFileException if a parameter's byte count does not fit its size, or padding
   *     bits are set
   */
  public Mask(Map<String, byte[]> bits, Map<String, Integer> sizes, Map<String, String> metadata) {
    this.bits = Collections.unmodifiableMap(new LinkedHashMap<>(bits));
    this.sizes = Collections.unmodifiableMap(new LinkedHashMap<>(sizes));
    this.metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    if (!this.bits.keySet().equals(this.sizes.keySet())) {
      throw new MalformedFileException("mask: bits and sizes name different parameters");
    }
    this.bits.forEach(this::check);
  }

  private void check(String name, byte[] packed) {
    int n = sizes.get(name);
    if (packed.length != (n + 7) / 8) {
      throw new MalformedFileException(
          "mask of '%s': %d weights need %d bytes, found %d"
              .formatted(name, n, (n + 7) / 8, packed.length));
    }
    if (n % 8 != 0 && (packed[packed.length - 1] & 0xff) >>> n % 8 != 0) {
      throw new MalformedFileException("mask of '%s': padding bits are set".formatted(name));
    }
  }

  /** Parameter names in definition order. */
  public List<String> names() {
    return List.copyOf(bits.keySet());
  }

  /**
   * The packed bits of a parameter, not copied; callers only read them.
   *
   * @throws MalformedFileException if the mask does not know the parameter
   */
  public byte[] bits(String name) {
    byte[] packed = bits.get(name);
    if (packed == null) {
      throw new MalformedFileException("mask has no parameter '" + name + "'");
    }
    return packed;
  }

  /** Number of weights of a parameter. */
  public int size(String name) {
    bits(name);
    return sizes.get(name);
  }

  /** Whether weight {@code index} (flat, row-major) of a parameter may change. */
  public boolean get(String name, int index) {
    return (bits(name)[index >> 3] >> (index & 7) & 1) != 0;
  }

  /** Number of set bits of a parameter. */
  public int selected(String name) {
    int count = 0;
    for (byte b : bits(name)) {
      count += Integer.bitCount(b & 0xff);
    }
    return count;
  }

  /** Number of set bits. */
  public long selected() {
    return bits.keySet().stream().mapToLong(this::selected).sum();
  }

  /** Number of weights. */
  public long total() {
    return sizes.values().stream().mapToLong(Integer::longValue).sum();
  }

  /** Text metadata. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** The file form. */
  public TensorFile toFile() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    bits.forEach((name, packed) -> tensors.put(name, Tensor.ofBytes(packed, packed.length)));
    Map<String, String> meta = new LinkedHashMap<>(metadata);
    meta.put("selected", Long.toString(selected()));
    meta.put("total", Long.toString(total()));
    meta.put("parameters", String.join(",", bits.keySet()));
    meta.put("sizes", join(sizes.values()));
    List<Integer> counts = new ArrayList<>();
    bits.keySet().forEach(name -> counts.add(selected(name)));
    meta.put("counts", join(counts));
    return new TensorFile(tensors, meta);
  }

  /**
   * Reads the file form.
   *
   * @throws MalformedFileException if tensors and metadata do not agree
   */
  public static Mask fromFile(TensorFile file) {
    List<String> names = Arrays.asList(file.meta("parameters").split(",", -1));
    String[] sizeTexts = file.meta("sizes").split(",", -1);
    if (names.size() != sizeTexts.length || names.size() != file.tensors().size()) {
      throw new MalformedFileException(
          "mask: %d tensors, %d names, %d sizes"
              .formatted(file.tensors().size(), names.size(), sizeTexts.length));
    }
    Map<String, byte[]> bits = new LinkedHashMap<>();
    Map<String, Integer> sizes = new LinkedHashMap<>();
    for (int i = 0; i < sizeTexts.length; i++) {
      Tensor tensor = file.get(names.get(i));
      byte[] packed = new byte[Math.toIntExact(tensor.size())];
      tensor.bytes().get(packed);
      bits.put(names.get(i), packed);
      try {
        sizes.put(names.get(i), Integer.parseInt(sizeTexts[i]));
      } catch (NumberFormatException e) {
        throw new MalformedFileException("mask: size '" + sizeTexts[i] + "' is no number", e);
      }
    }
    Mask mask = new Mask(bits, sizes, file.metadata());
    if (!file.meta("selected").equals(Long.toString(mask.selected()))) {
      throw new MalformedFileException(
          "mask: metadata says %s selected weights, the bits say %d"
              .formatted(file.meta("selected"), mask.selected()));
    }
    return mask;
  }

  private static String join(Iterable<Integer> numbers) {
    List<String> texts = new ArrayList<>();
    numbers.forEach(n -> texts.add(n.toString()));
    return String.join(",", texts);
  }
}
