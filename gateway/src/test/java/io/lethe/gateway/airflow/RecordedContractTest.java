package io.lethe.gateway.airflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.store.SharedFolder;
import io.lethe.workflows.Wire;
import io.lethe.workflows.request.SchemaRefs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Our document is contained in that of Airflow: what it says holds there as well. */
class RecordedContractTest {
  private final List<String> differences = new ArrayList<>();

  @Test
  void everyOperationIsOneOfAirflows() throws IOException {
    Path recordings = SharedFolder.require().resolve("airflow/recordings");
    JsonNode api = Wire.mapper().readTree(recordings.resolve("openapi-v2.json").toFile());
    JsonNode login = Wire.mapper().readTree(recordings.resolve("openapi-auth.json").toFile());

    ApiDocument.BUNDLED
        .operations()
        .forEach(
            (id, operation) -> {
              boolean isLogin = operation.path().startsWith("/auth");
              JsonNode root = isLogin ? login : api;
              String path = isLogin ? operation.path().substring(5) : operation.path();
              JsonNode theirs = root.path("paths").path(path).path(operation.method());
              if (theirs.isMissingNode()) {
                differences.add(id + ": no such operation");
              } else {
                compare(id, operation.schema(), SchemaRefs.inline(theirs, root));
              }
            });

    assertThat(differences).isEmpty();
  }

  private void compare(String id, JsonNode ours, JsonNode theirs) {
    if (!ours.path("operationId").equals(theirs.path("operationId"))) {
      differences.add(id + ": there " + theirs.path("operationId"));
    }
    for (JsonNode parameter : ours.path("parameters")) {
      String name = parameter.path("name").textValue();
      JsonNode found = parameter(theirs, name, parameter.path("in").textValue());
      if (found == null) {
        differences.add(id + ": no parameter " + name);
      } else {
        within(id + "?" + name, parameter.path("schema"), found.path("schema"));
      }
    }
    for (JsonNode parameter : theirs.path("parameters")) {
      String name = parameter.path("name").textValue();
      boolean required = parameter.path("required").booleanValue();
      if (required && parameter(ours, name, parameter.path("in").textValue()) == null) {
        differences.add(id + ": parameter " + name + " is missing");
      }
    }
    String json = "/content/application~1json/schema";
    if (ours.has("requestBody")) {
      within(id + ".body", ours.at("/requestBody" + json), theirs.at("/requestBody" + json));
    }
    ours.path("responses")
        .properties()
        .forEach(
            response -> {
              JsonNode found = theirs.path("responses").path(response.getKey());
              // Airflow does not hold back whoever guesses passwords; Lethe does.
              boolean throttled = response.getKey().equals("429") && id.startsWith("create_token");
              if (throttled) {
                return;
              }
              if (found.isMissingNode()) {
                differences.add(id + ": no response " + response.getKey());
              } else if (response.getValue().at(json).isObject()) {
                within(id + "." + response.getKey(), response.getValue().at(json), found.at(json));
              }
            });
  }

  private static JsonNode parameter(JsonNode operation, String name, String in) {
    for (JsonNode parameter : operation.path("parameters")) {
      if (parameter.path("name").textValue().equals(name)
          && parameter.path("in").textValue().equals(in)) {
        return parameter;
      }
    }
    return null;
  }

  /** Every value of ours is of a type of theirs, every property is there too. */
  private void within(String place, JsonNode ours, JsonNode theirs) {
    Set<String> left = new LinkedHashSet<>(types(ours));
    Set<String> allowed = types(theirs);
    left.removeAll(allowed);
    if (allowed.contains("number")) {
      left.remove("integer");
    }
    if (!left.isEmpty() && !allowed.contains("any")) {
      differences.add(place + ": " + left + " is not among " + allowed);
    }
    for (JsonNode branch : branches(ours)) {
      branch
          .path("properties")
          .properties()
          .forEach(p -> property(place + "." + p.getKey(), p.getKey(), p.getValue(), theirs));
      if (branch.has("items")) {
        List<JsonNode> items =
            branches(theirs).stream().filter(b -> b.has("items")).map(b -> b.get("items")).toList();
        if (!items.isEmpty()) {
          within(place + "[]", branch.get("items"), items.get(0));
        }
      }
      branch.path("enum").forEach(value -> enumerated(place, value, theirs));
    }
  }

  private void property(String place, String name, JsonNode ours, JsonNode theirs) {
    List<JsonNode> objects =
        branches(theirs).stream().filter(b -> types(b).contains("object")).toList();
    List<JsonNode> found =
        objects.stream()
            .filter(b -> b.path("properties").has(name))
            .map(b -> b.path("properties").path(name))
            .toList();
    boolean open = objects.stream().anyMatch(b -> b.path("additionalProperties").asBoolean());
    if (!found.isEmpty()) {
      within(place, ours, found.get(0));
    } else if (!open) {
      differences.add(place + ": no such property");
    }
  }

  private void enumerated(String place, JsonNode value, JsonNode theirs) {
    List<JsonNode> lists =
        branches(theirs).stream().filter(b -> b.has("enum")).map(b -> b.get("enum")).toList();
    boolean listed =
        value.isNull() || lists.isEmpty() || lists.stream().anyMatch(list -> has(list, value));
    if (!listed) {
      differences.add(place + ": " + value + " is not among " + lists);
    }
  }

  private static boolean has(JsonNode list, JsonNode value) {
    for (JsonNode item : list) {
      if (item.equals(value)) {
        return true;
      }
    }
    return false;
  }

  private static List<JsonNode> branches(JsonNode schema) {
    List<JsonNode> branches = new ArrayList<>();
    branches.add(schema);
    for (String keyword : List.of("anyOf", "oneOf", "allOf")) {
      schema.path(keyword).forEach(branch -> branches.addAll(branches(branch)));
    }
    return branches;
  }

  private static Set<String> types(JsonNode schema) {
    Set<String> types = new LinkedHashSet<>();
    List<JsonNode> branches = branches(schema);
    for (JsonNode branch : branches) {
      if (branch.path("type").isArray()) {
        branch.path("type").forEach(type -> types.add(type.textValue()));
      } else if (branch.has("type")) {
        types.add(branch.path("type").textValue());
      } else if (branches.size() == 1) {
        types.add("any");
      }
    }
    return types;
  }
}
