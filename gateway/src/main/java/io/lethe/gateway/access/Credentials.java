package io.lethe.gateway.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.Context;
import io.lethe.workflows.Wire;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** A name and a password, as a form or as JSON; either is empty where it was not sent. */
record Credentials(Optional<String> username, Optional<String> password) {

  static Credentials read(Context context) {
    Function<String, Optional<String>> field =
        isForm(context)
            ? name -> Optional.ofNullable(context.formParam(name))
            : textFields(context.body());
    return new Credentials(field.apply("username"), field.apply("password"));
  }

  static boolean isForm(Context context) {
    String type = context.contentType();
    return type != null && type.startsWith("application/x-www-form-urlencoded");
  }

  private static Function<String, Optional<String>> textFields(String body) {
    JsonNode document = json(body);
    return name ->
        Optional.of(document.path(name)).filter(JsonNode::isTextual).map(JsonNode::textValue);
  }

  private static JsonNode json(String body) {
    try {
      return Wire.mapper().readTree(body);
    } catch (JsonProcessingException e) {
      return Wire.mapper()
          .createObjectNode(); // the fields are missing then; what was sent is not repeated
    }
  }

  /** What is missing, in the form of Airflow's validation errors. */
  List<Map<String, Object>> missing() {
    return Stream.of(username.isEmpty() ? "username" : "", password.isEmpty() ? "password" : "")
        .filter(field -> !field.isEmpty())
        .map(
            field ->
                Map.<String, Object>of(
                    "type", "missing", "loc", List.of("body", field), "msg", "Field required"))
        .toList();
  }

  /** Never the password. */
  @Override
  public String toString() {
    return "Credentials";
  }
}
