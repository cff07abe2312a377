package io.lethe.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
  private static final String TWO_FLOATS = "'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}";

  @TempDir Path folder;

  private static TensorFile sample() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("z.weight", Tensor.ofFloats(new float[] {1, -2, 3, 4, 5, 6}, 2, 3));
    tensors.put("counter", Tensor.ofLongs(new long[] {Long.MIN_VALUE}));
    tensors.put("empty", Tensor.ofInts(new int[0], 0, 7));
    tensors.put("bits", Tensor.ofBytes(new byte[] {-1, 2, 3}, 3));
    return new TensorFile(tensors, Map.of("epoch", "3", "é", "ünïcode \" \n"));
  }

  /** A file with that header, single quotes for double ones, and so many zero bytes of data. */
  private static byte[] file(String header, int dataBytes) {
    byte[] json = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + dataBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .array();
  }

  private static void assertMalformed(byte[] file, String... fragments) {
    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(MalformedFileException.class)
        .message()
        .contains(fragments);
  }

  @Test
  void whatIsWrittenIsReadBackInOrderFromMemoryStreamAndFile() throws IOException {
    Path file = folder.resolve("a.safetensors");
    Safetensors.write(sample(), file);
    byte[] bytes = Files.readAllBytes(file);
    for (TensorFile read :
        new TensorFile[] {
          Safetensors.read(file),
          Safetensors.read(bytes),
          Safetensors.read(new ByteArrayInputStream(bytes))
        }) {
      assertThat(read).isEqualTo(sample());
      assertThat(read.tensors().keySet()).containsExactly("z.weight", "counter", "empty", "bits");
    }
    assertThat(Safetensors.toBytes(sample())).isEqualTo(bytes);
  }

  @Test
  void theTensorsOfAWrittenFileBeginAtAMultipleOfEightBytes() {
    long header =
        ByteBuffer.wrap(Safetensors.toBytes(sample())).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
    assertThat(header % 8).isZero();
  }

  @Test
  void tensorsComeInOrderOfTheirOffsetsWhateverTheHeadersOrder() {
    String header =
        "{'late':{'dtype':'U8','shape':[1],'data_offsets':[2,3]},"
            + "'early':{'dtype':'U8','shape':[2],'data_offsets':[0,2]}}";
    assertThat(Safetensors.read(file(header, 3)).tensors().keySet())
        .containsExactly("early", "late");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7})
  void fewerThanEightBytesAreNoSafetensors(int length) {
    assertMalformed(new byte[length], "not a safetensors file", length + " bytes");
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] whole = Safetensors.toBytes(sample());
    for (int length = 0; length < whole.length; length++) {
      byte[] torn = java.util.Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> Safetensors.read(torn))
          .as("cut to %d bytes", length)
          .isInstanceOf(MalformedFileException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, 0, 1, 100_000_001, Long.MAX_VALUE})
  void aHeaderLengthOutsideTheLimitsIsRefusedBeforeAnythingIsAllocated(long length) {
    byte[] bytes = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array();
    assertMalformed(bytes, "header length " + Long.toUnsignedString(length), "100000000");
  }

  @Test
  void aHeaderLongerThanTheFileIsATruncation() {
    byte[] bytes = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN).putLong(57).array();
    assertMalformed(bytes, "truncated", "header of 57 bytes", "only 56");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "overlap        | 'b':{'dtype':'U8','shape':[4],'data_offsets':[4,8]}    | 8  | overlap or leave a gap",
        "gap            | 'b':{'dtype':'U8','shape':[1],'data_offsets':[9,10]}   | 10 | overlap or leave a gap",
        "doubled name   | 'a':{'dtype':'U8','shape':[1],'data_offsets':[8,9]}    | 9  | Duplicate field",
        "trailing bytes | 'b':{'dtype':'U8','shape':[1],'data_offsets':[8,9]}    | 12 | 3 bytes after its last tensor",
        "missing bytes  | 'b':{'dtype':'U8','shape':[9],'data_offsets':[8,17]}   | 16 | truncated",
        "negative shape | 'b':{'dtype':'U8','shape':[-1],'data_offsets':[8,9]}   | 9  | shape holds -1",
        "two negatives  | 'b':{'dtype':'U8','shape':[-1,-1],'data_offsets':[8,9]}| 9  | shape holds -1",
        "fraction       | 'b':{'dtype':'U8','shape':[1.5],'data_offsets':[8,9]}  | 9  | shape holds 1.5",
        "huge shape     | 'b':{'dtype':'U8','shape':[4294967296,4294967296],'data_offsets':[8,9]} | 9 | too large",
        "unknown type   | 'b':{'dtype':'F31','shape':[1],'data_offsets':[8,9]}   | 9  | unknown dtype 'F31'",
        "no type        | 'b':{'shape':[1],'data_offsets':[8,9]}                 | 9  | unknown dtype ''",
        "wrong size     | 'b':{'dtype':'F32','shape':[1],'data_offsets':[8,9]}   | 9  | needs 4 bytes",
        "no shape       | 'b':{'dtype':'U8','data_offsets':[8,9]}                | 9  | shape is missing",
        "three offsets  | 'b':{'dtype':'U8','shape':[1],'data_offsets':[8,9,9]}  | 9  | [begin, end]",
        "backwards      | 'b':{'dtype':'U8','shape':[1],'data_offsets':[9,8]}    | 9  | [begin, end]",
        "not an object  | 'b':7                                                  | 9  | unknown dtype",
        "metadata       | '__metadata__':{'n':7}                                 | 8  | must be a text",
        "metadata list  | '__metadata__':[]                                      | 8  | map of texts",
      })
  void aSecondEntryThatBreaksThePromisesIsRefused(
      String story, String entry, int dataBytes, String message) {
    assertMalformed(file("{" + TWO_FLOATS + "," + entry + "}", dataBytes), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "nul", "{'a':", "  ", "{}}", "{} x"})
  void aHeaderThatIsNoJsonObjectIsRefused(String header) {
    assertThatThrownBy(() -> Safetensors.read(file(header, 0)))
        .isInstanceOf(MalformedFileException.class);
  }

  @Test
  void anEmptyFileOfTensorsIsFine() {
    assertThat(Safetensors.read(file("{}", 0)).tensors()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "504b030400000808000000000000", // torch.save since 1.6: ZIP
        "80028a0a6cfc9c46f920", // torch.save before 1.6: the magic number as a pickle
        "80049520000000000000007d94", // pickle.dump, protocol 4
      })
  void pytorchCheckpointsAreRefusedWithTheWayToConvertThem(String start) {
    byte[] head = java.util.HexFormat.of().parseHex(start);
    assertMalformed(
        java.util.Arrays.copyOf(head, 1000),
        "PyTorch",
        "runs code",
        "save_file(torch.load(\"model.pth\"",
        "weights_only=True");
  }

  /** 640 = 0x0280: the length bytes look like the start of a pickle of protocol 2. */
  @ParameterizedTest
  @ValueSource(ints = {640, 896, 1152, 1408})
  void aHeaderWhoseLengthLooksLikeAPickleIsRead(int headerBytes) {
    String header = "{" + TWO_FLOATS + "}";
    TensorFile read = Safetensors.read(file(header + " ".repeat(headerBytes - header.length()), 8));
    assertThat(read.get("a").floats()).containsExactly(0f, 0f);
  }

  @Test
  void missingNamesAreNamed() {
    assertThatThrownBy(() -> sample().get("conv1.weight"))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("conv1.weight");
    assertThatThrownBy(() -> sample().meta("step"))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("step");
  }
}
