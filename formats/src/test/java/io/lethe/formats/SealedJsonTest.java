package io.lethe.formats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SealedJsonTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, Object> VALUE =
      Map.of("value", 41, "share", 1.0, "name", "ä", "list", new int[] {1, 2});

  @Test
  void theSealIsTheDigestOfTheCanonicalRest() {
    assertThat(SealedJson.bytes(JSON, Map.of("b", 1, "a", "x")))
        .asString(UTF_8)
        .isEqualTo(
            "{\"a\":\"x\",\"b\":1,\"seal\":\"%s\"}"
                .formatted(Digests.sha256("{\"a\":\"x\",\"b\":1}")));
  }

  @Test
  void whatWasSealedOpensIndentedOrNot() throws JsonProcessingException {
    JsonNode compact = SealedJson.open(JSON, SealedJson.bytes(JSON, VALUE), "it");
    assertThat(compact.path("value").intValue()).isEqualTo(41);
    assertThat(compact.has(SealedJson.FIELD)).isFalse();
    byte[] pretty =
        JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(SealedJson.seal(JSON, VALUE));
    assertThat(SealedJson.open(JSON, pretty, "it").path("name").asText()).isEqualTo("ä");
  }

  /** Every single changed bit either is noticed or leaves the content what it was. */
  @Test
  void noFlippedBitChangesTheContentUnnoticed() {
    byte[] sealed = SealedJson.bytes(JSON, VALUE);
    JsonNode content = SealedJson.open(JSON, sealed, "it");
    int noticed = 0;
    for (int bit = 0; bit < 8 * sealed.length; bit++) {
      byte[] damaged = sealed.clone();
      damaged[bit / 8] ^= (byte) (1 << (bit % 8));
      try {
        JsonNode opened = SealedJson.open(JSON, damaged, "it");
        // Only a seal whose own name was hit is missed; it is then an unknown field.
        for (var field : content.properties()) {
          assertThat(opened.get(field.getKey())).isEqualTo(field.getValue());
        }
      } catch (MalformedFileException e) {
        noticed++;
        assertThat(e).hasMessageStartingWith("it: ");
      }
    }
    assertThat(noticed).isGreaterThan(8 * sealed.length - 8 * "seal".length() - 1);
  }

  @Test
  void otherThingsAreNoSealedObjects() {
    for (String other : new String[] {"", "null", "[]", "{", "7"}) {
      assertThatThrownBy(() -> SealedJson.open(JSON, other.getBytes(UTF_8), "it"))
          .isInstanceOf(MalformedFileException.class)
          .hasMessageStartingWith("it: ");
    }
  }
}
