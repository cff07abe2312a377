package io.lethe.formats;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * A named tensor's value outside any engine: element type, shape and little-endian row-major bytes.
 *
 * <p>The buffer is owned by whoever made the tensor and must not be changed afterwards; every
 * accessor returns an independent view or a copy.
 */
public final class Tensor {
  private final DType type;
  private final long[] shape;
  private final ByteBuffer data;

  /**
   * Wraps bytes as a tensor.
   *
   * @param type element type
   * @param shape dimensions, empty for a scalar
   * @param data exactly {@code product(shape) * type.bytes()} remaining bytes, little-endian
   * @throws IllegalArgumentException if the number of bytes does not fit the shape
   */
  public Tensor(DType type, long[] shape, ByteBuffer data) {
    long expected = Math.multiplyExact(elements(shape), (long) type.bytes());
    if (data.remaining() != expected) {
      throw new IllegalArgumentException(
          "tensor of shape %s and type %s needs %d bytes, found %d"
              .formatted(Arrays.toString(shape), type, expected, data.remaining()));
    }
    this.type = type;
    this.shape = shape.clone();
    this.data = data.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A float32 tensor holding a copy of {@code values}. */
  public static Tensor ofFloats(float[] values, long... shape) {
    ByteBuffer bytes = allocate(values.length * 4L);
    bytes.asFloatBuffer().put(values);
    return new Tensor(DType.F32, shape, bytes);
  }

  /** An int64 tensor holding a copy of {@code values}. */
  public static Tensor ofLongs(long[] values, long... shape) {
    ByteBuffer bytes = allocate(values.length * 8L);
    bytes.asLongBuffer().put(values);
    return new Tensor(DType.I64, shape, bytes);
  }

  /** An int32 tensor holding a copy of {@code values}. */
  public static Tensor ofInts(int[] values, long... shape) {
    ByteBuffer bytes = allocate(values.length * 4L);
    bytes.asIntBuffer().put(values);
    return new Tensor(DType.I32, shape, bytes);
  }

  /** A byte tensor holding a copy of {@code values}. */
  public static Tensor ofBytes(byte[] values, long... shape) {
    return new Tensor(DType.U8, shape, ByteBuffer.wrap(values.clone()));
  }

  private static ByteBuffer allocate(long bytes) {
    return ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Element type. */
  public DType type() {
    return type;
  }

  /** Dimensions; a copy. */
  public long[] shape() {
    return shape.clone();
  }

  /** Number of elements. */
  public long size() {
    return elements(shape);
  }

  /** A little-endian, read-only view of the bytes, positioned at the first element. */
  public ByteBuffer bytes() {
    return data.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The elements as float32; F64, F16 and BF16 are converted.
   *
   * @throws MalformedFileException if the tensor does not hold floating-point numbers
   */
  public float[] floats() {
    int n = Math.toIntExact(size());
    float[] out = new float[n];
    switch (type) {
      case F32 -> bytes().asFloatBuffer().get(out);
      case F64 -> {
        var doubles = bytes().asDoubleBuffer();
        for (int i = 0; i < n; i++) {
          out[i] = (float) doubles.get(i);
        }
      }
      case BF16 -> {
        var shorts = bytes().asShortBuffer();
        for (int i = 0; i < n; i++) {
          out[i] = Float.intBitsToFloat(shorts.get(i) << 16);
        }
      }
      case F16 -> {
        var shorts = bytes().asShortBuffer();
        for (int i = 0; i < n; i++) {
          out[i] = halfToFloat(shorts.get(i));
        }
      }
      default ->
          throw new MalformedFileException(
              "expected floating-point numbers (F32, F64, F16 or BF16), found " + type);
    }
    return out;
  }

  /**
   * The elements as integers; U8, I32 and I64 are widened.
   *
   * @throws MalformedFileException if the tensor does not hold such integers
   */
  public long[] longs() {
    int n = Math.toIntExact(size());
    long[] out = new long[n];
    ByteBuffer b = bytes();
    for (int i = 0; i < n; i++) {
      out[i] =
          switch (type) {
            case U8, BOOL -> Byte.toUnsignedInt(b.get(i));
            case I32 -> b.getInt(4 * i);
            case I64 -> b.getLong(8 * i);
            default ->
                throw new MalformedFileException(
                    "expected integers (U8, I32 or I64), found " + type);
          };
    }
    return out;
  }

  private static float halfToFloat(short half) {
    int sign = (half & 0x8000) << 16;
    int exponent = (half >>> 10) & 0x1f;
    int fraction = half & 0x3ff;
    if (exponent == 0) {
      float magnitude = fraction * 0x1p-24f;
      return sign == 0 ? magnitude : -magnitude;
    }
    int bits =
        exponent == 31 ? 0x7f800000 | fraction << 13 : (exponent + 112) << 23 | fraction << 13;
    return Float.intBitsToFloat(sign | bits);
  }

  static long elements(long[] shape) {
    long n = 1;
    for (long d : shape) {
      n = Math.multiplyExact(n, d);
    }
    return n;
  }

  /** Same type, same shape, same bytes. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Tensor that
        && type == that.type
        && Arrays.equals(shape, that.shape)
        && bytes().equals(that.bytes());
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(shape) + data.hashCode();
  }

  /** Type and shape, such as {@code F32[64, 3, 3, 3]}. */
  @Override
  public String toString() {
    return Arrays.stream(shape)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(", ", type + "[", "]"));
  }
}
