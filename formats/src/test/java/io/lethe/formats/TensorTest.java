package io.lethe.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TensorTest {
  private static Tensor sixteenBits(DType type, int bits) {
    ByteBuffer bytes =
        ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN).putShort(0, (short) bits);
    return new Tensor(type, new long[] {1}, bytes);
  }

  private static void assertBits(float found, float expected) {
    assertThat(Float.floatToRawIntBits(found)).isEqualTo(Float.floatToRawIntBits(expected));
  }

  /** IEEE 754 binary16: bits and the exact value in hexadecimal floating point. */
  @ParameterizedTest
  @CsvSource({
    "0000, 0x0p0",
    "8000, -0x0p0",
    "0001, 0x1p-24",
    "8001, -0x1p-24",
    "03ff, 0x1.ff8p-15",
    "0400, 0x1p-14",
    "3c00, 0x1p0",
    "3c01, 0x1.004p0",
    "c000, -0x1p1",
    "7bff, 0x1.ffcp15",
    "7c00, Infinity",
    "fc00, -Infinity",
  })
  void halfPrecisionIsConvertedExactly(String bits, float expected) {
    assertBits(sixteenBits(DType.F16, Integer.parseInt(bits, 16)).floats()[0], expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0000, 0x0p0",
    "8000, -0x0p0",
    "0001, 0x1p-133",
    "007f, 0x0.fep-126",
    "0080, 0x1p-126",
    "3f80, 0x1p0",
    "bf81, -0x1.02p0",
    "7f7f, 0x1.fep127",
    "7f80, Infinity",
    "ff80, -Infinity",
  })
  void bfloatIsConvertedExactly(String bits, float expected) {
    assertBits(sixteenBits(DType.BF16, Integer.parseInt(bits, 16)).floats()[0], expected);
  }

  @Test
  void everyHalfNumberSurvivesTheWayThroughFloat() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float value = sixteenBits(DType.F16, bits).floats()[0];
      int exponent = bits >>> 10 & 0x1f;
      int fraction = bits & 0x3ff;
      double magnitude =
          exponent == 0
              ? fraction * 0x1p-24
              : exponent < 31
                  ? (1024 + fraction) * Math.pow(2, exponent - 25)
                  : fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
      double expected = (bits & 0x8000) == 0 ? magnitude : -magnitude;
      assertThat(Double.valueOf(value)).as("%04x", bits).isEqualTo(Double.valueOf(expected));
    }
  }

  @Test
  void notANumberStaysNotANumber() {
    assertThat(sixteenBits(DType.F16, 0x7e00).floats()[0]).isNaN();
    assertThat(sixteenBits(DType.F16, 0x7c01).floats()[0]).isNaN();
    assertThat(sixteenBits(DType.BF16, 0x7fc0).floats()[0]).isNaN();
    assertThat(sixteenBits(DType.BF16, 0xff81).floats()[0]).isNaN();
  }

  @Test
  void doublesAreRoundedToFloat() {
    ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(0, 0.1);
    assertBits(new Tensor(DType.F64, new long[0], bytes).floats()[0], 0.1f);
  }

  @Test
  void integersAreWidened() {
    assertThat(Tensor.ofBytes(new byte[] {-1, 0}, 2).longs()).containsExactly(255, 0);
    assertThat(Tensor.ofInts(new int[] {-7}, 1).longs()).containsExactly(-7);
    assertThat(Tensor.ofLongs(new long[] {Long.MAX_VALUE}, 1).longs())
        .containsExactly(Long.MAX_VALUE);
  }

  @Test
  void theWrongKindOfElementIsRefusedWithTheKindsAllowed() {
    assertThatThrownBy(() -> Tensor.ofInts(new int[1], 1).floats())
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("floating-point")
        .hasMessageContaining("I32");
    assertThatThrownBy(() -> Tensor.ofFloats(new float[1], 1).longs())
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("integers")
        .hasMessageContaining("F32");
  }

  @Test
  void aBufferThatDoesNotFitTheShapeIsRefused() {
    assertThatThrownBy(() -> Tensor.ofFloats(new float[5], 2, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[2, 3]")
        .hasMessageContaining("24 bytes, found 20");
  }

  @Test
  void valuesCannotBeChangedFromOutside() {
    float[] values = {1, 2};
    long[] shape = {2};
    Tensor tensor = Tensor.ofFloats(values, shape);
    values[0] = 9;
    shape[0] = 9;
    tensor.shape()[0] = 9;
    assertThat(tensor).isEqualTo(Tensor.ofFloats(new float[] {1, 2}, 2));
    assertThat(tensor.bytes().isReadOnly()).isTrue();
  }

  @Test
  void equalityLooksAtTypeShapeAndBytes() {
    Tensor tensor = Tensor.ofFloats(new float[] {1, 2, 3, 4}, 2, 2);
    assertThat(tensor).isNotEqualTo(Tensor.ofFloats(new float[] {1, 2, 3, 4}, 4));
    assertThat(tensor).isNotEqualTo(Tensor.ofFloats(new float[] {1, 2, 3, 5}, 2, 2));
    assertThat(Tensor.ofFloats(new float[] {0}, 1)).isNotEqualTo(Tensor.ofInts(new int[] {0}, 1));
    assertThat(tensor).hasSameHashCodeAs(Tensor.ofFloats(new float[] {1, 2, 3, 4}, 2, 2));
    assertThat(tensor).hasToString("F32[2, 2]");
  }
}
