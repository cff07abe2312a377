package io.lethe.workflows.pipeline;

import io.lethe.workflows.contract.CompareInput;
import io.lethe.workflows.contract.RunInput;
import io.lethe.workflows.request.CompareRequest;
import io.lethe.workflows.request.Request;
import io.lethe.workflows.request.RequestFormat;
import io.lethe.workflows.request.RequestReader;

/** Small requests for workflow tests. */
final class Requests {
  /** A request as somebody wrote it. */
  static final String RAW =
      """
      kind: unlearn
      name: recorded
      model: {ref: original, architecture: resnet20s, classes: 10}
      dataset: {ref: data}
      forget: {class: 3}
      method: {name: salun}
      """;

  private Requests() {}

  static RunInput unlearn(String name, String more) {
    return unlearn(name, "salun", more);
  }

  static RunInput unlearn(String name, String method, String more) {
    return input(
        """
        kind: unlearn
        name: %s
        model: {ref: original, architecture: resnet20s, classes: 10}
        dataset: {ref: data}
        forget: {class: 3}
        method: {name: %s}
        %s
        """
            .formatted(name, method, more));
  }

  static RunInput train(String name) {
    return input(
        """
        kind: train
        name: %s
        model: {architecture: resnet20s, classes: 10, normalization: {mean: [0], std: [1]}}
        dataset: {ref: data}
        method: {name: retrain, epochs: 1}
        """
            .formatted(name));
  }

  /** A comparison with the methods, forget sets and seeds of {@code more}. */
  static CompareInput compare(String name, String more) {
    CompareRequest request =
        (CompareRequest)
            RequestReader.readRun(
                """
                kind: compare
                name: %s
                model: {ref: original, architecture: resnet20s, classes: 10}
                dataset: {ref: data}
                %s
                """
                    .formatted(name, more));
    return CompareInput.of(request, RequestFormat.digest(request));
  }

  private static RunInput input(String text) {
    Request request = RequestReader.read(text);
    return RunInput.of(request, RequestFormat.digest(request));
  }
}
