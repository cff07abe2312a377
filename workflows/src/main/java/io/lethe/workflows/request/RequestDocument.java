package io.lethe.workflows.request;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.yaml.snakeyaml.LoaderOptions;

/** Turns text into a document tree, or says on which line and column it breaks. */
final class RequestDocument {
  /** Longest request accepted, in characters: a million ids of usual length fit. */
  static final int MAX_CHARACTERS = 32 << 20;

  private static final int MAX_DEPTH = 32;
  private static final StreamReadConstraints LIMITS =
      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build();
  private static final ObjectMapper JSON = strict(new JsonMapper());
  private static final ObjectMapper YAML = strict(new ObjectMapper(yamlFactory()));

  private RequestDocument() {}

  private static YAMLFactory yamlFactory() {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MAX_CHARACTERS);
    options.setNestingDepthLimit(MAX_DEPTH);
    options.setAllowDuplicateKeys(false);
    return YAMLFactory.builder().loaderOptions(options).build();
  }

  private static ObjectMapper strict(ObjectMapper mapper) {
    mapper.getFactory().setStreamReadConstraints(LIMITS);
    mapper.getFactory().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION.mappedFeature());
    return mapper.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  }

  /**
   * Parses JSON (where the text begins with a brace) or YAML.
   *
   * @throws InvalidRequestException if it is neither, has duplicate keys, aliases, or is no object
   */
  static ObjectNode parse(String text) {
    if (text.length() > MAX_CHARACTERS) {
      throw invalid("", text.length() + " characters", "at most " + MAX_CHARACTERS);
    }
    ObjectMapper mapper = text.stripLeading().startsWith("{") ? JSON : YAML;
    try {
      if (mapper == YAML) {
        refuseAliases(text);
      }
      JsonNode tree = mapper.readTree(text);
      if (tree instanceof ObjectNode object) {
        return object;
      }
      throw invalid(
          "", Values.describe(tree), "an object with the fields kind, name, model, dataset …");
    } catch (JsonProcessingException e) {
      String where =
          e.getLocation() == null
              ? ""
              : "line %d, column %d"
                  .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
      String what = e.getOriginalMessage().lines().findFirst().orElse("unreadable text");
      throw invalid(where, what, "well-formed YAML or JSON");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void refuseAliases(String text) throws IOException {
    try (YAMLParser parser = (YAMLParser) YAML.getFactory().createParser(text)) {
      while (parser.nextToken() != null) {
        if (parser.isCurrentAlias()) {
          throw invalid(
              "line %d, column %d".formatted(line(parser), column(parser)),
              "the YAML alias *" + parser.getText(),
              "plain values: anchors and aliases are not read");
        }
      }
    }
  }

  private static int line(JsonParser parser) {
    return parser.currentTokenLocation().getLineNr();
  }

  private static int column(JsonParser parser) {
    return parser.currentTokenLocation().getColumnNr();
  }

  static InvalidRequestException invalid(String field, String found, String allowed) {
    return new InvalidRequestException(List.of(new Problem(field, found, allowed)));
  }
}
