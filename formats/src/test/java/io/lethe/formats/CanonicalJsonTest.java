package io.lethe.formats;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalJsonTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static String canonical(String text) throws IOException {
    return new String(CanonicalJson.bytes(JSON, JSON.readTree(text)), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"b\": 1, \"a\": [true, null]}         | {\"a\":[true,null],\"b\":1}",
        "{\"x\": 1.0, \"y\": 1e21, \"z\": 0.0001} | {\"x\":1,\"y\":1e+21,\"z\":0.0001}",
        "{\"text\": \"\\u00fc\\n\\u2028/\"}      | {\"text\":\"ü\\n\u2028/\"}",
        "{\"\\ufb33\": 1, \"\\ud83d\\ude00\": 2} | {\"\ud83d\ude00\":2,\"\ufb33\":1}",
      })
  void keysAreSortedNumbersShortestAndTextUnescaped(String text, String expected)
      throws IOException {
    assertThat(canonical(text)).isEqualTo(expected);
  }

  @Test
  void equalContentHasOneDigest() throws IOException {
    String one = CanonicalJson.sha256(JSON, JSON.readTree("{\"a\": 1.50, \"b\": {}}"));
    String other = CanonicalJson.sha256(JSON, JSON.readTree("{ \"b\":{},\"a\":1.5 }"));
    assertThat(one).isEqualTo(other).isEqualTo(Digests.sha256("{\"a\":1.5,\"b\":{}}"));
  }
}
