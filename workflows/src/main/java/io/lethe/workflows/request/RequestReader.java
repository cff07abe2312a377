package io.lethe.workflows.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.workflows.Wire;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads a request from YAML or JSON: presets resolved, defaults filled in, everything checked that
 * needs no data. What it returns is the normal form; reading that again changes nothing.
 */
public final class RequestReader {
  private RequestReader() {}

  /**
   * Reads a file.
   *
   * @throws InvalidRequestException if the file is unreadable or the request is not valid
   */
  public static Request read(Path file) {
    try {
      if (Files.size(file) > 4L * RequestDocument.MAX_CHARACTERS) {
        throw RequestDocument.invalid(
            file.toString(),
            Files.size(file) + " bytes",
            "at most " + RequestDocument.MAX_CHARACTERS);
      }
      return read(Files.readString(file));
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
  public static Request read(String text) {
    ObjectNode document = RequestDocument.parse(text);
    PresetFill.apply(document);
    SchemaDefaults.fill(document, RequestSchema.root());
    refuse(SchemaCheck.problems(document));
    Request request = convert(document);
    refuse(CrossCheck.problems(request));
    return request;
  }

  private static void refuse(List<Problem> problems) {
    if (!problems.isEmpty()) {
      throw new InvalidRequestException(problems);
    }
  }

  private static Request convert(ObjectNode document) {
    if (document.path("kind").asText().equals("train")) {
      document.putObject("baseline").put("mode", "none");
    }
    try {
      return Wire.mapper().treeToValue(document, Request.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the schema allows what the records cannot hold", e);
    }
  }
}
