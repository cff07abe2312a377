package io.lethe.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingManifestTest {
  private static final String DATASET = Digests.sha256("cifar10");

  /** The key 00 01 02 … 1f, with which the fixture was made by Python's hmac module. */
  private static final ManifestKey KEY =
      ManifestKey.parse("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");

  private static final List<String> IDS = List.of("train/49999", "train/00000", "train/00001");

  private static byte[] fixture() throws IOException {
    try (InputStream in =
        TrainingManifestTest.class.getResourceAsStream("training-manifest.json")) {
      return in.readAllBytes();
    }
  }

  @Test
  void theFixtureIsReadAndWrittenBackByteForByte() throws IOException {
    TrainingManifest manifest = TrainingManifest.read(fixture());
    assertThat(manifest).isEqualTo(TrainingManifest.of(IDS, KEY, DATASET));
    assertThat(manifest.write()).isEqualTo(fixture());
    assertThat(manifest.size()).isEqualTo(3);
    assertThat(manifest.keyId()).isEqualTo(KEY.keyId());
    assertThat(manifest.datasetSha256()).isEqualTo(DATASET);
  }

  @Test
  void itKnowsItsRecordsAndNoOthers() {
    List<String> ids = IntStream.range(0, 1000).mapToObj("train/%05d"::formatted).toList();
    TrainingManifest manifest = TrainingManifest.of(ids, KEY, DATASET);
    assertThat(ids).allMatch(id -> manifest.contains(id, KEY));
    assertThat(List.of("train/01000", "test/00000", "", "train/00000 "))
        .noneMatch(id -> manifest.contains(id, KEY));
  }

  @Test
  void anEmptyManifestIsAManifest() {
    TrainingManifest empty = TrainingManifest.of(List.of(), KEY, DATASET);
    assertThat(TrainingManifest.read(empty.write())).isEqualTo(empty);
    assertThat(empty.contains("train/00000", KEY)).isFalse();
  }

  @Test
  void forgottenRecordsAreGoneAndTheOthersStay() {
    TrainingManifest left =
        TrainingManifest.of(IDS, KEY, DATASET).without(List.of("train/00000"), KEY);
    assertThat(left)
        .isEqualTo(TrainingManifest.of(List.of("train/49999", "train/00001"), KEY, DATASET));
    assertThatThrownBy(() -> left.without(List.of("train/00000"), KEY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("train/00000");
  }

  @Test
  void idsThatAreListedTwiceAreNamed() {
    List<String> doubled = List.of("a", "b", "a");
    assertThatThrownBy(() -> TrainingManifest.of(doubled, KEY, DATASET))
        .hasMessageContaining("'a' is listed twice");
    TrainingManifest manifest = TrainingManifest.of(List.of("a", "b"), KEY, DATASET);
    assertThatThrownBy(() -> manifest.without(doubled, KEY))
        .hasMessageContaining("'a' is listed twice");
  }

  @Test
  void anotherKeyIsRefusedInsteadOfAnsweringNo() {
    TrainingManifest manifest = TrainingManifest.of(IDS, KEY, DATASET);
    ManifestKey other = ManifestKey.generate();
    assertThatThrownBy(() -> manifest.contains("train/00000", other))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining(KEY.keyId())
        .hasMessageContaining(other.keyId());
    assertThatThrownBy(() -> manifest.without(IDS, other))
        .isInstanceOf(MalformedFileException.class);
  }

  @Test
  void theFileFormTellsNoIds() {
    String text =
        new String(TrainingManifest.of(IDS, KEY, DATASET).write(), StandardCharsets.UTF_8);
    assertThat(text).doesNotContain("train/").doesNotContain(KEY.toText().strip());
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    byte[] whole = fixture();
    for (int length = 0; length < whole.length; length++) {
      byte[] torn = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> TrainingManifest.read(torn))
          .as("cut to %d bytes", length)
          .isInstanceOf(MalformedFileException.class);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "manifest/1    | manifest/2     | format 'lethe.training-manifest/2'",
        "\"records\":3 | \"records\":4  | 4 records need 64 bytes of digests, found 48",
        "\"records\":3 | \"records\":-3 | found 48",
        "\"records\":3 | \"record\":3   | record",
        "\"digests\":\"| \"digests\":\"!| not base64",
        "\"dataset\":\"| \"dataset\":\"X| no SHA-256",
        "\"keyId\":\"  | \"x\":1,\"keyId\":\" | \"x\"",
        "{             | [              | training manifest",
      })
  void aChangedFieldIsRefused(String part, String changed, String message) throws IOException {
    String text = new String(fixture(), StandardCharsets.UTF_8);
    assertThat(text).contains(part);
    byte[] file = text.replace(part, changed).getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> TrainingManifest.read(file))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining(message);
  }

  @Test
  void unsortedOrDoubledDigestsAreRefused() throws IOException {
    String text = new String(fixture(), StandardCharsets.UTF_8);
    int begin = text.indexOf("\"digests\":\"") + "\"digests\":\"".length();
    String old = text.substring(begin, text.indexOf('"', begin));
    byte[] digests = Base64.getDecoder().decode(old);
    byte[] swapped = digests.clone();
    System.arraycopy(digests, 0, swapped, 16, 16);
    System.arraycopy(digests, 16, swapped, 0, 16);
    byte[] doubled = digests.clone();
    System.arraycopy(digests, 16, doubled, 32, 16);
    for (byte[] wrong : new byte[][] {swapped, doubled}) {
      String file = text.replace(old, Base64.getEncoder().encodeToString(wrong));
      assertThatThrownBy(() -> TrainingManifest.read(file.getBytes(StandardCharsets.UTF_8)))
          .isInstanceOf(MalformedFileException.class)
          .hasMessageContaining("unsorted or doubled");
    }
  }
}
