package io.lethe.gateway.lethe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.lethe.workflows.Wire;
import io.lethe.workflows.request.RequestReader;
import io.lethe.workflows.request.RunRequest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/** Bodies of requests. */
final class Bodies {
  private static final String JSON = "application/json";
  private static final List<String> YAML =
      List.of("application/yaml", "text/yaml", "application/x-yaml");
  private static final int MAX_REASON = 2000;

  private Bodies() {}

  /**
   * A request in JSON or YAML.
   *
   * @throws io.lethe.workflows.request.InvalidRequestException with everything wrong about it
   */
  static RunRequest request(Context context) {
    List<String> allowed = new ArrayList<>(YAML);
    allowed.add(0, JSON);
    requireType(context, allowed);
    return RequestReader.readRun(context.body());
  }

  /** The field {@code reason} of a body that may be left out; empty where there is none. */
  static String reason(Context context) {
    if (context.body().isBlank()) {
      return "";
    }
    requireType(context, List.of(JSON));
    JsonNode body;
    try {
      body = Wire.mapper().readTree(context.body());
    } catch (JsonProcessingException e) {
      throw Answers.invalid("", "text that is no JSON", "{\"reason\": \"…\"}");
    }
    for (Iterator<String> names = body.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!name.equals("reason")) {
        throw Answers.invalid(name, "a field of that name", "reason");
      }
    }
    JsonNode reason = body.path("reason");
    if (!body.isObject() || !(reason.isMissingNode() || reason.isTextual())) {
      throw Answers.invalid("reason", "no text", "a text");
    }
    if (reason.asText().length() > MAX_REASON) {
      throw Answers.invalid(
          "reason", reason.asText().length() + " characters", "at most " + MAX_REASON);
    }
    return reason.asText();
  }

  private static void requireType(Context context, List<String> allowed) {
    String type = context.contentType() == null ? "" : context.contentType();
    String bare = type.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
    if (!allowed.contains(bare)) {
      throw new HttpResponseException(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE.getCode(),
          "Content-Type: found %s; allowed: %s"
              .formatted(bare.isEmpty() ? "none" : "'" + bare + "'", String.join(", ", allowed)));
    }
  }
}
