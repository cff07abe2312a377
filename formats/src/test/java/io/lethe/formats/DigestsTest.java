package io.lethe.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DigestsTest {
  /** FIPS 180-4, example for "abc". */
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void sha256OfTextBytesBufferAndFileAgreeWithTheStandard(@TempDir Path folder) throws IOException {
    byte[] bytes = "abc".getBytes(StandardCharsets.US_ASCII);
    Path file = Files.write(folder.resolve("abc"), bytes);
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    assertThat(Digests.sha256("abc")).isEqualTo(ABC);
    assertThat(Digests.sha256(bytes)).isEqualTo(ABC);
    assertThat(Digests.sha256(buffer)).isEqualTo(ABC);
    assertThat(buffer.remaining()).isEqualTo(3);
    assertThat(Digests.sha256(file)).isEqualTo(ABC);
  }

  @Test
  void filesLongerThanOneChunkAreHashedWhole(@TempDir Path folder) throws IOException {
    byte[] bytes = new byte[200_001];
    bytes[200_000] = 1;
    Path file = Files.write(folder.resolve("long"), bytes);
    assertThat(Digests.sha256(file)).isEqualTo(Digests.sha256(bytes));
  }

  /** RFC 4231, test case 2. */
  @Test
  void hmacAgreesWithTheStandard() {
    byte[] key = "Jefe".getBytes(StandardCharsets.US_ASCII);
    byte[] message = "what do ya want for nothing?".getBytes(StandardCharsets.US_ASCII);
    assertThat(Digests.hex(Digests.hmac(key, message)))
        .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  }
}
