package io.lethe.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestKeyTest {
  @Test
  void aKeyFileIsReadBackAndNeverReplaced(@TempDir Path folder) {
    Path file = folder.resolve("manifest.key");
    ManifestKey key = ManifestKey.generate();
    key.write(file);
    assertThat(ManifestKey.read(file).toText()).isEqualTo(key.toText());
    assertThatThrownBy(() -> ManifestKey.generate().write(file))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(ManifestKey.read(file).keyId()).isEqualTo(key.keyId());
  }

  @Test
  void noTwoKeysAreAlike() {
    assertThat(ManifestKey.generate().toText()).isNotEqualTo(ManifestKey.generate().toText());
  }

  @Test
  void thePrintedFormKeepsTheSecret() {
    ManifestKey key = ManifestKey.generate();
    assertThat(key.toString()).contains(key.keyId()).doesNotContain(key.toText().strip());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "secret",
        "00",
        "zz0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
      })
  void anythingElseIsRefusedWithoutBeingRepeated(String text) {
    assertThatThrownBy(() -> ManifestKey.parse(text))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("64 digits")
        .message()
        .doesNotContain("secret");
  }
}
