package io.lethe.workflows.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.workflows.Wire;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Reads a request from YAML or JSON: presets and recipes resolved, defaults filled in, everything
 * checked that needs no data. What it returns is the normal form; reading that again changes
 * nothing.
 */
public final class RequestReader {
  private RequestReader() {}

  /**
   * Reads a file.
   *
   * @throws InvalidRequestException if the file is unreadable or the request is not valid
   */
  public static RunRequest readRun(Path file) {
    try {
      if (Files.size(file) > 4L * RequestDocument.MAX_CHARACTERS) {
        throw RequestDocument.invalid(
            file.toString(),
            Files.size(file) + " bytes",
            "at most " + RequestDocument.MAX_CHARACTERS);
      }
      return readRun(Files.readString(file));
    } catch (MalformedInputException e) {
      throw RequestDocument.invalid(file.toString(), "bytes that are not UTF-8", "UTF-8 text");
    } catch (IOException e) {
      throw RequestDocument.invalid(
          file.toString(), e.getClass().getSimpleName(), "a readable file with YAML or JSON");
    }
  }

  /**
   * Reads a text.
   *
   * @throws InvalidRequestException with every problem found
   */
  public static RunRequest readRun(String text) {
    ObjectNode document = RequestDocument.parse(text);
    return CompareDocument.is(document) ? comparison(document) : single(document);
  }

  /**
   * Reads a file with a request for one model.
   *
   * @throws InvalidRequestException if the file is unreadable or the request is not valid
   */
  public static Request read(Path file) {
    return requireSingle(readRun(file));
  }

  /**
   * Reads a text with a request for one model.
   *
   * @throws InvalidRequestException with every problem found
   */
  public static Request read(String text) {
    return requireSingle(readRun(text));
  }

  private static Request requireSingle(RunRequest request) {
    if (request instanceof Request single) {
      return single;
    }
    throw RequestDocument.invalid("kind", "compare", "unlearn or train here");
  }

  private static Request single(ObjectNode document) {
    Bundled.preset(document);
    Bundled.recipe(document);
    SchemaDefaults.fill(document, RequestSchema.root());
    refuse(SchemaCheck.problems(document));
    if (document.path("kind").asText().equals("train")) {
      document.putObject("baseline").put("mode", "none");
    }
    Request request = convert(document, Request.class);
    refuse(CrossCheck.problems(request));
    return request;
  }

  private static CompareRequest comparison(ObjectNode document) {
    CompareDocument comparison = new CompareDocument(document);
    comparison.expandShortForms();
    comparison.presets().forEach(Bundled::preset);
    comparison.labels();
    Bundled.recipe(document);
    SchemaDefaults.fill(document, RequestSchema.root());
    refuse(SchemaCheck.problems(document));
    refuse(comparison.grids());
    CompareRequest request = convert(document, CompareRequest.class);
    refuse(CrossCheck.problems(request));
    refuse(CompareCheck.problems(request));
    return request;
  }

  private static void refuse(List<Problem> problems) {
    if (!problems.isEmpty()) {
      throw new InvalidRequestException(problems);
    }
  }

  private static <T> T convert(ObjectNode document, Class<T> type) {
    try {
      return Wire.mapper().treeToValue(document, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the schema allows what the records cannot hold", e);
    }
  }

  /** Names of bundled settings, replaced by what they stand for. */
  private static final class Bundled {
    static void preset(ObjectNode document) {
      JsonNode name = document.get("preset");
      if (name != null && known(RequestSchema.root().at("/$defs/preset/enum"), name)) {
        document.remove("preset");
        merge(document, (ObjectNode) RequestSchema.bundled("presets/" + name.textValue()));
      }
    }

    static void recipe(ObjectNode document) {
      if (!(document.get("baseline") instanceof ObjectNode baseline)) {
        return;
      }
      String mode = baseline.path("mode").asText();
      JsonNode recipe = baseline.get("recipe");
      JsonNode names = RequestSchema.root().at("/$defs/baseline/properties/recipe/else/enum");
      if (recipe != null && recipe.isTextual() && known(names, recipe)) {
        baseline.set("recipe", RequestSchema.bundled("recipes/" + recipe.textValue()));
      } else if (recipe == null && (mode.equals("reuse") || mode.equals("train"))) {
        baseline.set("recipe", RequestSchema.bundled("recipes/" + names.get(0).textValue()));
      }
    }

    private static boolean known(JsonNode names, JsonNode name) {
      for (JsonNode candidate : names) {
        if (candidate.equals(name)) {
          return true;
        }
      }
      return false;
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
}
