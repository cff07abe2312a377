package io.lethe.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocationTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3://models/a.safetensors",
        "s3://a-1.b/deep/er/ä %20+.txt",
        "s3://lethe/..a/b../...",
        "s3://lethe/漢字/😀"
      })
  void aReferenceIsReadAndPrintedLiterally(String reference) {
    assertThat(Location.parse(reference)).hasToString(reference);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "models/a                | s3://bucket/key",
        "http://models/a         | s3://bucket/key",
        "S3://models/a           | s3://bucket/key",
        "s3://models             | no key",
        "s3://models/            | key '' is empty",
        "s3:///a                 | bucket ''",
        "s3://models//a          | '//'",
        "s3://models/a/          | ends with '/'",
        "s3://models/a//b        | '//'",
        "s3://models/../secret   | segment '..'",
        "s3://models/a/..        | segment '..'",
        "s3://models/a/./b       | segment '.'",
        "s3://models/a\\..\\b    | backslash",
        "s3://Models/a           | bucket 'Models'",
        "s3://my_models/a        | bucket 'my_models'",
        "s3://ab/a               | 3 to 63",
        "s3://-models/a          | letter or digit at both ends",
        "s3://models./a          | letter or digit at both ends",
        "s3://mod..els/a         | bucket 'mod..els'",
        "s3://127.0.0.1/a        | no IP address",
        "s3://user:pw@models/a   | bucket 'user:pw@models'",
      })
  void anythingElseIsRefusedWithWhatIsAllowed(String reference, String message) {
    assertThatThrownBy(() -> Location.parse(reference))
        .isInstanceOf(InvalidLocationException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nb", "a\u0000b", "a\u007fb", "a\u0085b", "a\ud800b"})
  void keysWithControlCharactersOrBrokenUnicodeAreRefused(String key) {
    assertThatThrownBy(() -> new Location("models", key))
        .isInstanceOf(InvalidLocationException.class)
        .message()
        .doesNotContain("\n", "\u0000");
  }

  @Test
  void keysAreLimitedInBytesNotCharacters() {
    assertThat(new Location("models", "ä".repeat(512)).key()).hasSize(512);
    assertThatThrownBy(() -> new Location("models", "ä".repeat(513)))
        .isInstanceOf(InvalidLocationException.class)
        .hasMessageContaining("1024 bytes");
  }

  @Test
  void resolvingGoesDownNeverUp() {
    Location folder = new Location("datasets", "cifar10");
    assertThat(folder.resolve("train/00000.png"))
        .hasToString("s3://datasets/cifar10/train/00000.png");
    assertThat(folder.resolve("train/00000.png").name()).isEqualTo("00000.png");
    assertThatThrownBy(() -> folder.resolve("../models/a"))
        .isInstanceOf(InvalidLocationException.class);
    assertThatThrownBy(() -> folder.resolve("")).isInstanceOf(InvalidLocationException.class);
  }

  @Test
  void pathsAreToldFromReferences() {
    assertThat(Location.isReference("s3://models/a")).isTrue();
    assertThat(Location.isReference("./models/a")).isFalse();
  }
}
