package io.lethe.gateway.airflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.lethe.gateway.Principal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A request that is as the document says.
 *
 * @param context of the request
 * @param parameters of path and query, with defaults
 * @param body with defaults, of an operation that has one
 */
record Call(Context context, ObjectNode parameters, Optional<ObjectNode> body) {
  /** Who sends it. */
  Principal principal() {
    return Principal.of(context);
  }

  String path(String name) {
    return context.pathParam(name);
  }

  Optional<JsonNode> query(String name) {
    return Optional.ofNullable(parameters.get(name)).filter(value -> !value.isNull());
  }

  Optional<String> text(String name) {
    return query(name).map(JsonNode::textValue);
  }

  int number(String name) {
    return (int) Math.min(Integer.MAX_VALUE, parameters.path(name).longValue());
  }

  boolean flag(String name) {
    return parameters.path(name).booleanValue();
  }

  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    parameters.path(name).forEach(value -> texts.add(value.textValue()));
    return texts;
  }

  Optional<Instant> instant(String name) {
    return text(name).map(text -> instant("query", name, text));
  }

  /** A time of the query or of the body. */
  static Instant instant(String place, String field, String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw InvalidCallException.of(
          place, field, "'" + text + "'", "a time such as 2026-01-31T12:00:00Z");
    }
  }

  ObjectNode given() {
    return body.orElseThrow();
  }

  /** The fields of the body that the client wants to count. */
  ObjectNode masked() {
    ObjectNode given = given();
    return query("update_mask").isPresent() ? given.retain(texts("update_mask")) : given;
  }
}
