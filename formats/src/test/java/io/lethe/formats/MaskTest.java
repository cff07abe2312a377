package io.lethe.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskTest {
  private static Mask sample() {
    Map<String, byte[]> bits = new LinkedHashMap<>();
    bits.put("conv1.weight", new byte[] {(byte) 0b1000_0001, 0b10});
    bits.put("bn1.bias", new byte[] {(byte) 0xff});
    bits.put("a.empty", new byte[0]);
    Map<String, Integer> sizes = new LinkedHashMap<>();
    sizes.put("conv1.weight", 10);
    sizes.put("bn1.bias", 8);
    sizes.put("a.empty", 0);
    return new Mask(bits, sizes, Map.of("fraction", "0.5"));
  }

  @Test
  void bitsAreLeastSignificantFirst() {
    Mask mask = sample();
    for (int i = 0; i < 10; i++) {
      assertThat(mask.get("conv1.weight", i)).as("bit %d", i).isEqualTo(i == 0 || i == 7 || i == 9);
    }
  }

  @Test
  void countsAreByParameterAndInAll() {
    Mask mask = sample();
    assertThat(mask.selected("conv1.weight")).isEqualTo(3);
    assertThat(mask.selected("bn1.bias")).isEqualTo(8);
    assertThat(mask.selected("a.empty")).isZero();
    assertThat(mask.selected()).isEqualTo(11);
    assertThat(mask.total()).isEqualTo(18);
  }

  @Test
  void theFileFormIsReadBackWithOrderCountsAndMetadata() {
    TensorFile file = Safetensors.read(Safetensors.toBytes(sample().toFile()));
    assertThat(file.metadata())
        .containsEntry("parameters", "conv1.weight,bn1.bias,a.empty")
        .containsEntry("sizes", "10,8,0")
        .containsEntry("counts", "3,8,0")
        .containsEntry("selected", "11")
        .containsEntry("total", "18")
        .containsEntry("fraction", "0.5");
    Mask read = Mask.fromFile(file);
    assertThat(read.names()).containsExactly("conv1.weight", "bn1.bias", "a.empty");
    assertThat(read.bits("conv1.weight")).containsExactly(0b1000_0001, 0b10);
    assertThat(read.size("conv1.weight")).isEqualTo(10);
    assertThat(read.toFile()).isEqualTo(file);
  }

  @Test
  void setPaddingBitsAreRefused() {
    assertThatThrownBy(() -> new Mask(Map.of("w", new byte[] {0b100}), Map.of("w", 2), Map.of()))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("'w'")
        .hasMessageContaining("padding");
  }

  @Test
  void theWrongNumberOfBytesIsRefused() {
    assertThatThrownBy(() -> new Mask(Map.of("w", new byte[2]), Map.of("w", 8), Map.of()))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("8 weights need 1 bytes, found 2");
  }

  @Test
  void parametersThatTheMaskDoesNotKnowAreNamed() {
    assertThatThrownBy(() -> sample().get("fc.weight", 0))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("fc.weight");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "selected   | 12                       | 12 selected weights, the bits say 11",
        "sizes      | 10,8                     | 3 tensors, 3 names, 2 sizes",
        "sizes      | 10,eight,0               | 'eight' is no number",
        "sizes      | 17,8,0                   | need 3 bytes, found 2",
        "parameters | conv1.weight,bn1,a.empty | 'bn1' is missing",
      })
  void metadataThatContradictsTheBitsIsRefused(String key, String value, String message) {
    Map<String, String> metadata = new LinkedHashMap<>(sample().toFile().metadata());
    metadata.put(key, value);
    TensorFile file = new TensorFile(sample().toFile().tensors(), metadata);
    assertThatThrownBy(() -> Mask.fromFile(file))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining(message);
  }
}
