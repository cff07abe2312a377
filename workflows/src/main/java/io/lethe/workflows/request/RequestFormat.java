package io.lethe.workflows.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.workflows.Wire;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** The written form of a request, and its digest. */
public final class RequestFormat {
  private static final ObjectMapper SORTED =
      Wire.mapper().copy().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private RequestFormat() {}

  /** The normal form as a JSON tree; reading it gives an equal request. */
  public static ObjectNode tree(RunRequest request) {
    ObjectNode tree = Wire.mapper().valueToTree(request);
    if (request.kind() == Kind.TRAIN) {
      tree.remove("baseline");
    }
    return tree;
  }

  /** The normal form as indented JSON, which is also YAML. */
  public static String json(RunRequest request) {
    return tree(request).toPrettyString();
  }

  /**
   * SHA-256 of the normal form with sorted keys, without the name and without the note which
   * presets were used: equal for requests that ask for the same, whichever way they were written.
   */
  public static String digest(RunRequest request) {
    ObjectNode tree = tree(request);
    tree.remove(List.of("name", "preset"));
    try {
      // A tree keeps its own order of fields; only plain maps are sorted when written.
      Object plain = SORTED.treeToValue((JsonNode) tree, Object.class);
      byte[] text = SORTED.writeValueAsString(plain).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (JsonProcessingException | NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
