package io.lethe.activities.stage;

import io.lethe.formats.CanonicalJson;
import io.lethe.workflows.Wire;
import io.lethe.workflows.contract.ArtifactRef;
import io.lethe.workflows.contract.StageInput;
import io.lethe.workflows.request.Request;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Names of stages by content: hash of (inputs, method, parameters, code version). Where it is
 * computed does not count, so a stage may be resumed elsewhere.
 */
final class StageKeys {
  /** To be raised whenever the same inputs would give other results. */
  static final int CODE_VERSION = 1;

  private StageKeys() {}

  /**
   * The key of a stage.
   *
   * @param stage name of the stage
   * @param input its input
   * @param parameters what of the request decides the result, beside records and model
   */
  static String of(String stage, StageInput input, Object... parameters) {
    Request request = input.run().request();
    Map<String, Object> content = new TreeMap<>();
    content.put("stage", stage);
    content.put("code", CODE_VERSION);
    content.put("dataset", input.admission().datasetSha256());
    content.put("forget", input.admission().forgetDigest());
    content.put("retain", input.admission().retainDigest());
    content.put("architecture", request.model().architecture());
    content.put("classes", request.model().classes());
    request.model().normalization().ifPresent(n -> content.put("normalization", n));
    input.admission().model().map(ArtifactRef::sha256).ifPresent(m -> content.put("model", m));
    input.run().population().ifPresent(ref -> content.put("population", ref));
    input.mask().map(ArtifactRef::sha256).ifPresent(m -> content.put("mask", m));
    input.subject().map(ArtifactRef::sha256).ifPresent(m -> content.put("subject", m));
    content.put("seed", request.seed());
    content.put("parameters", List.of(parameters));
    return CanonicalJson.sha256(Wire.mapper(), content);
  }
}
