package io.lethe.workflows.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SchemaRefsTest {
  @ParameterizedTest
  @EnumSource
  void theSchemaOfAKindStandsAlone(Kind kind) {
    JsonNode schema = RequestSchema.of(kind);
    assertThat(schema.toString()).doesNotContain("$ref");
    assertThat(schema.at("/properties/name/pattern").textValue()).startsWith("^[a-z0-9]");
    assertThat(schema.at("/properties/compute/default").isObject()).isTrue();
    assertThat(new SchemaCheck(schema).problems(JsonNodeFactory.instance.objectNode()))
        .extracting(Problem::field)
        .contains("kind", "name", "model", "dataset");
  }
}
