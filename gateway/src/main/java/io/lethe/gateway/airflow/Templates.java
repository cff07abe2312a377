package io.lethe.gateway.airflow;

import com.fasterxml.jackson.annotation.JacksonAnnotationsInside;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.workflows.Wire;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Bodies as Airflow has them: what Lethe knows is in records, what it has nothing for is the same
 * in every answer and stands in {@code constants.json}.
 */
final class Templates {
  private static final JsonNode CONSTANTS =
      ApiDocument.resource("/io/lethe/gateway/airflow/constants.json");

  private Templates() {}

  /** A record that is written with Airflow's names, nulls included. */
  @Target(ElementType.TYPE)
  @Retention(RetentionPolicy.RUNTIME)
  @JacksonAnnotationsInside
  @JsonNaming(SnakeCaseStrategy.class)
  @JsonInclude(value = JsonInclude.Include.ALWAYS, content = JsonInclude.Include.ALWAYS)
  @interface Body {}

  /** The body of that kind with what is known of it. */
  static ObjectNode fill(String kind, Object known) {
    ObjectNode body = CONSTANTS.path(kind).deepCopy();
    return body.setAll((ObjectNode) Wire.mapper().valueToTree(known));
  }
}
