package io.lethe.workflows.contract;

import io.lethe.workflows.request.Kind;
import io.lethe.workflows.request.Request;
import io.lethe.workflows.request.RunRequest;
import java.util.List;
import java.util.Map;

/**
 * How the run of a stored request begins: with the workflow that its kind asks for, under its name.
 *
 * @param workflow type of the workflow
 * @param request the normal form; every list of ids is a reference to a stored object
 * @param requestDigest digest that tells equal requests from others under one name
 * @param memo what whoever lists workflows is told: digest, method, architecture
 */
public record RunStart(
    String workflow, RunRequest request, String requestDigest, Map<String, String> memo) {
  /** The memo that tells equal requests from others. */
  public static final String DIGEST = "requestDigest";

  private static final String METHOD = "method";
  private static final String ARCHITECTURE = "architecture";

  /** Everything a run may have in its memo; the last one comes from Airflow's provider. */
  public static final List<String> MEMO = List.of(DIGEST, METHOD, ARCHITECTURE, "airflowRequest");

  /** The start of a request. */
  public static RunStart of(RunRequest request, String digest) {
    String method = request instanceof Request single ? single.method().name() : "compare";
    return new RunStart(
        workflow(request.kind()),
        request,
        digest,
        Map.of(DIGEST, digest, METHOD, method, ARCHITECTURE, request.model().architecture()));
  }

  private static String workflow(Kind kind) {
    return switch (kind) {
      case UNLEARN -> "UnlearnWorkflow";
      case TRAIN -> "TrainWorkflow";
      case COMPARE -> "CompareWorkflow";
    };
  }
}
