package io.lethe.workflows.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The bundled presets: YAML files with parts of a request, each value with a comment that says
 * where it comes from. {@code paper/…} follows Table 1 of the paper, {@code published-code/…} the
 * authors' program and its README. Their names are listed in the schema.
 */
public final class Presets {
  private Presets() {}

  /** All names, in the order of the schema. */
  public static List<String> names() {
    return names("/$defs/presetName/enum");
  }

  /** Names of those that train from fresh weights, the first being the standard one. */
  static List<String> recipes() {
    return names("/$defs/recipeName/enum");
  }

  private static List<String> names(String place) {
    List<String> names = new ArrayList<>();
    RequestSchema.root().at(place).forEach(name -> names.add(name.textValue()));
    return List.copyOf(names);
  }

  /**
   * The file of a preset.
   *
   * @throws InvalidRequestException if there is none of that name, with the nearest
   */
  public static String text(String name) {
    if (!names().contains(name)) {
      throw RequestDocument.invalid(
          "preset", "'" + name + "'", String.join(", ", names()) + Nearest.hint(name, names()));
    }
    return RequestSchema.resource("presets/" + name + ".yaml");
  }

  /** What a preset is for, in one sentence. */
  public static String description(String name) {
    return RequestDocument.parse(text(name)).path("description").asText();
  }

  /** The part of a request that a preset stands for. */
  static ObjectNode tree(String name) {
    ObjectNode tree = RequestDocument.parse(text(name));
    tree.remove("description");
    return tree;
  }

  /** The method of a preset. */
  static JsonNode method(String name) {
    return tree(name).path("method");
  }

  /** SHA-256 of a preset's file, in hexadecimal. */
  public static String sha256(String name) {
    try {
      byte[] text = text(name).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
