package io.lethe.workflows.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.workflows.Wire;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
    } catch (NoSuchFileException e) {
      throw RequestDocument.invalid(file.toString(), "no such file", "a file with YAML or JSON");
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
    PresetFill.apply(document);
    SchemaDefaults.fill(document, RequestSchema.root());
    refuse(SchemaCheck.REQUESTS.problems(document));
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
    comparison.presets().forEach(PresetFill::method);
    comparison.labels();
    PresetFill.recipe(document);
    SchemaDefaults.fill(document, RequestSchema.root());
    refuse(SchemaCheck.REQUESTS.problems(document));
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
}
