package io.lethe.worker.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.workflows.Wire;
import io.lethe.workflows.contract.Comparison;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All that a report is made of. Its JSON form is the comparison's with one more field, {@code
 * maskShares}, so that a report is made again from one file.
 *
 * @param comparison runs and their results
 * @param maskShares share of weights that may change, a fraction, by run and layer in the network's
 *     order; only of runs with a mask
 */
public record ReportData(Comparison comparison, Map<String, Map<String, Double>> maskShares) {
  private static final String SHARES = "maskShares";
  private static final TypeReference<LinkedHashMap<String, LinkedHashMap<String, Double>>> TYPE =
      new TypeReference<>() {};

  /**
   * Reads the JSON form.
   *
   * @param name what to call the bytes in messages: a file or an object
   * @throws InvalidInputException naming file and field if they are not of that form
   */
  public static ReportData read(String name, byte[] bytes) {
    ObjectMapper mapper = Wire.mapper();
    try {
      JsonNode tree = mapper.readTree(bytes);
      if (tree == null || !tree.path("cells").isArray()) {
        throw new InvalidInputException(
            name, "found no field 'cells'; allowed: a comparison, as lethe report --out writes it");
      }
      Comparison comparison = mapper.treeToValue(tree, Comparison.class);
      ComparisonCheck.check(name, comparison);
      Map<String, ? extends Map<String, Double>> shares =
          tree.has(SHARES) ? mapper.convertValue(tree.get(SHARES), TYPE) : Map.of();
      return new ReportData(comparison, new LinkedHashMap<>(shares));
    } catch (JsonProcessingException e) {
      throw broken(name, e);
    } catch (IllegalArgumentException e) {
      if (e.getCause() instanceof JsonProcessingException cause) {
        throw broken(name, cause);
      }
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InvalidInputException broken(String name, JsonProcessingException error) {
    String where =
        error.getLocation() == null
            ? ""
            : " in line %d, column %d"
                .formatted(error.getLocation().getLineNr(), error.getLocation().getColumnNr());
    return new InvalidInputException(
        name,
        "found%s: %s; allowed: a comparison in JSON"
            .formatted(where, error.getOriginalMessage().lines().findFirst().orElse("")));
  }

  /** The JSON form, indented. */
  public byte[] write() {
    ObjectNode tree = Wire.mapper().valueToTree(comparison);
    if (!maskShares.isEmpty()) {
      tree.set(SHARES, Wire.mapper().valueToTree(maskShares));
    }
    try {
      return Wire.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
