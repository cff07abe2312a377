package io.lethe.workflows.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.temporal.api.common.v1.Payload;
import io.temporal.common.converter.DataConverter;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Values of history one by one: hidden, read again, refused where they were touched. */
class EncryptionCodecTest {
  private static final String A = "2026-05 " + key('a');
  private static final String B = "2026-11 " + key('b');

  private static String key(char fill) {
    return Base64.getEncoder()
        .encodeToString(String.valueOf(fill).repeat(32).getBytes(StandardCharsets.UTF_8));
  }

  private static PayloadKeys keys(String text) {
    return PayloadKeys.from(Map.of(PayloadKeys.VARIABLE, "env:KEYS", "KEYS", text));
  }

  private static Payload plain(String text) {
    return Payload.newBuilder()
        .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
        .setData(ByteString.copyFromUtf8(text))
        .build();
  }

  private static Payload hidden(String keys, String text) {
    return new EncryptionCodec(keys(keys)).encode(List.of(plain(text))).get(0);
  }

  private static Payload shown(String keys, Payload payload) {
    return new EncryptionCodec(keys(keys)).decode(List.of(payload)).get(0);
  }

  @Test
  void hidesTheValueAndSaysUnderWhichKey() {
    Payload hidden = hidden(A, "forget me");

    assertThat(hidden.toByteString().toString(StandardCharsets.ISO_8859_1))
        .doesNotContain("forget", "json")
        .contains("binary/encrypted", "2026-05");
    assertThat(shown(A, hidden)).isEqualTo(plain("forget me"));
  }

  @Test
  void neverUsesANonceTwice() {
    assertThat(hidden(A, "same").getData()).isNotEqualTo(hidden(A, "same").getData());
  }

  @Test
  void theFirstKeyEncryptsAndAllDecrypt() {
    Payload before = hidden(A, "old");

    assertThat(shown(B + "\n" + A, before)).isEqualTo(plain("old"));
    assertThat(hidden(B + "," + A, "new").getMetadataOrThrow(EncryptionCodec.KEY_ID).toStringUtf8())
        .isEqualTo("2026-11");
    assertThatThrownBy(() -> shown(B, before))
        .isInstanceOf(PayloadKeyMissingException.class)
        .hasMessageContaining("'2026-05'")
        .hasMessageContaining("only the keys [2026-11]");
  }

  @Test
  void readsWhatWasNeverEncrypted() {
    assertThat(shown(A, plain("before"))).isEqualTo(plain("before"));
  }

  @Test
  void refusesAChangedValueAtEveryByte() {
    Payload hidden = hidden(A, "forget me");
    byte[] data = hidden.getData().toByteArray();
    for (int i = 0; i < data.length; i++) {
      byte[] touched = data.clone();
      touched[i] ^= 1;
      Payload changed = hidden.toBuilder().setData(ByteString.copyFrom(touched)).build();
      assertThatThrownBy(() -> shown(A, changed))
          .as("byte %d", i)
          .isInstanceOf(PayloadDamagedException.class)
          .hasMessageContaining("'2026-05'");
    }
    Payload torn = hidden.toBuilder().setData(hidden.getData().substring(0, 20)).build();
    assertThatThrownBy(() -> shown(A, torn)).isInstanceOf(PayloadDamagedException.class);
  }

  @Test
  void refusesAnotherKeyUnderTheSameId() {
    Payload hidden = hidden(A, "forget me");
    assertThatThrownBy(() -> shown("2026-05 " + key('b'), hidden))
        .isInstanceOf(PayloadDamagedException.class)
        .hasMessageContaining("another key under this id");
  }

  /** 256 KiB fit in plain text; what history would hold is larger by nonce, tag and metadata. */
  @Test
  void theLimitCountsWhatHistoryHolds() {
    byte[] full = new byte[DataConverters.MAX_PAYLOAD_BYTES];
    DataConverter encrypting = DataConverters.lethe(keys(A));

    assertThat(DataConverters.lethe().toPayload(full)).isPresent();
    assertThatThrownBy(() -> encrypting.toPayload(full))
        .isInstanceOf(ApplicationFailure.class)
        .hasMessageContaining("allowed are 262144");
    byte[] fits = new byte[full.length - 100];
    assertThat(encrypting.toPayload(fits).orElseThrow().getData().size())
        .isBetween(fits.length, full.length);
  }

  @Test
  void keysComeFromAFile(@TempDir Path folder) throws IOException {
    Path file =
        Files.writeString(folder.resolve("keys"), "# newest first, so on\n\n" + B + "\n" + A);
    for (String reference : List.of(file.toString(), "file:" + file)) {
      Map<String, String> environment = Map.of(PayloadKeys.VARIABLE, reference);
      assertThat(PayloadKeys.from(environment).ids()).containsExactly("2026-11", "2026-05");
      assertThat(PayloadKeys.file(environment)).contains(file);
    }
    assertThat(PayloadKeys.from(Map.of()).ids()).isEmpty();
  }

  static Stream<Arguments> wrongKeys() {
    return Stream.of(
        Arguments.of("no id", key('a'), "entry 1 is not a key"),
        Arguments.of("no Base64", "id " + "!".repeat(44), "entry 1 is not Base64"),
        Arguments.of("short", "id " + key('a').substring(0, 24), "18 bytes"),
        Arguments.of("twice", A + "," + A, "'2026-05' is there twice"),
        Arguments.of("second is wrong", A + "\nid", "entry 2"),
        Arguments.of("only comments", "# none", "found no key"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongKeys")
  void wrongKeysAreRefusedWithoutShowingThem(String what, String text, String named) {
    assertThatThrownBy(() -> keys(text))
        .as(what)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("LETHE_PAYLOAD_KEYS: ")
        .hasMessageContaining(named)
        .message()
        .doesNotContain(key('a').substring(0, 20));
  }

  @Test
  void aReferenceToNothingIsRefused() {
    assertThatThrownBy(() -> PayloadKeys.from(Map.of(PayloadKeys.VARIABLE, "/nowhere/keys")))
        .hasMessageContaining("cannot read '/nowhere/keys'");
    assertThatThrownBy(() -> PayloadKeys.from(Map.of(PayloadKeys.VARIABLE, "env:UNSET")))
        .hasMessageContaining("variable UNSET is not set");
  }
}
