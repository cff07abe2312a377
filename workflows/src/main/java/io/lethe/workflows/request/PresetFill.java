package io.lethe.workflows.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Replaces names of presets by what they stand for, and notes name and digest in {@code preset}.
 * Fields of the request win; of several presets the first. What is not a known name is left for the
 * schema to refuse, and a note from an earlier reading is kept as it is.
 */
final class PresetFill {
  private final ObjectNode document;
  private final ArrayNode notes = JsonNodeFactory.instance.arrayNode();

  private PresetFill(ObjectNode document) {
    this.document = document;
  }

  /**
   * Fills a document in place.
   *
   * @throws InvalidRequestException if a preset is of another method than the request
   */
  static void apply(ObjectNode document) {
    new PresetFill(document).apply();
  }

  /** Fills the method of a comparison's row; other parts of a preset are no matter of a row. */
  static void method(ObjectNode row) {
    String name = row.path("preset").asText();
    if (Presets.names().contains(name)) {
      row.remove("preset");
      ObjectNode preset = Presets.tree(name);
      new PresetFill(row).requireSameMethod(name, preset);
      merge(row, preset.retain("method"));
    }
  }

  /** Fills the recipe of a comparison's baselines. */
  static void recipe(ObjectNode document) {
    new PresetFill(document).recipe();
  }

  private void apply() {
    JsonNode given = document.get("preset");
    if (given != null && isNote(given)) {
      given.forEach(notes::add);
    } else if (given != null) {
      List<String> names = names(given);
      if (names.isEmpty() || !Presets.names().containsAll(names)) {
        return;
      }
      names.forEach(this::fill);
    }
    recipe();
    if (!notes.isEmpty()) {
      document.set("preset", notes);
    }
  }

  private static boolean isNote(JsonNode given) {
    return given.isArray() && !given.isEmpty() && given.get(0).isObject();
  }

  private static List<String> names(JsonNode given) {
    List<String> names = new ArrayList<>();
    if (given.isTextual()) {
      names.add(given.textValue());
    } else if (given.isArray()) {
      given.forEach(name -> names.add(name.asText()));
    }
    return names;
  }

  private void fill(String name) {
    ObjectNode preset = Presets.tree(name);
    requireSameMethod(name, preset);
    if (document.path("kind").asText().equals("train")) {
      preset.remove(List.of("baseline", "forget"));
    }
    if (document.get("forget") instanceof ObjectNode forget) {
      trimForget(preset, forget);
    }
    merge(document, preset);
    note(name);
  }

  private void requireSameMethod(String name, ObjectNode preset) {
    JsonNode wanted = document.path("method").path("name");
    JsonNode filled = preset.path("method").path("name");
    if (wanted.isTextual() && filled.isTextual() && !wanted.equals(filled)) {
      throw RequestDocument.invalid(
          "method.name",
          "'" + wanted.textValue() + "'",
          "'%s', the method of preset %s, or none".formatted(filled.textValue(), name));
    }
  }

  /** A selector is chosen as a whole: what is left of the preset's would be a second one. */
  private static void trimForget(ObjectNode preset, ObjectNode forget) {
    if (!forget.has("random")) {
      preset.remove("forget");
    } else if (forget.path("random").has("count")
        && preset.at("/forget/random") instanceof ObjectNode random) {
      random.remove("fraction");
    }
  }

  private void recipe() {
    if (!(document.get("baseline") instanceof ObjectNode baseline)) {
      return;
    }
    String mode = baseline.path("mode").asText();
    JsonNode recipe = baseline.get("recipe");
    boolean byDefault = recipe == null && (mode.equals("reuse") || mode.equals("train"));
    String name = byDefault ? Presets.recipes().get(0) : recipe == null ? "" : recipe.asText();
    if (Presets.recipes().contains(name)) {
      baseline.set("recipe", Presets.method(name));
      note(name).put("field", "baseline.recipe");
    }
  }

  private ObjectNode note(String name) {
    return notes.addObject().put("name", name).put("sha256", Presets.sha256(name));
  }

  /** Adds what {@code under} has and {@code over} lacks. */
  private static void merge(ObjectNode over, ObjectNode under) {
    for (Map.Entry<String, JsonNode> field : under.properties()) {
      JsonNode present = over.get(field.getKey());
      if (present == null) {
        over.set(field.getKey(), field.getValue());
      } else if (present instanceof ObjectNode o && field.getValue() instanceof ObjectNode u) {
        merge(o, u);
      }
    }
  }
}
