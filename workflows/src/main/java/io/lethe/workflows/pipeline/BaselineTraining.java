package io.lethe.workflows.pipeline;

import io.lethe.workflows.contract.RunInput;
import io.lethe.workflows.contract.RunResult;
import io.lethe.workflows.request.BaselineSpec;
import io.lethe.workflows.request.GateSpec;
import io.lethe.workflows.request.Kind;
import io.lethe.workflows.request.ModelSpec;
import io.lethe.workflows.request.Request;
import java.util.Optional;

/** Retrain as a child: same data, same forget set, the recipe of the request. */
final class BaselineTraining {
  private BaselineTraining() {}

  static RunResult of(RunInput parent) {
    Request request = request(parent.request(), parent.request().name() + ".baseline");
    return Children.train(request.name())
        .run(
            RunInput.of(
                request, parent.requestDigest() + "/baseline", parent.request().model().ref()));
  }

  /** The request for the baseline of an unlearning request. */
  static Request request(Request parent, String name) {
    ModelSpec model = parent.model();
    return new Request(
        Kind.TRAIN,
        name,
        new ModelSpec(
            Optional.empty(),
            Optional.empty(),
            model.architecture(),
            model.classes(),
            model.normalization()),
        parent.dataset(),
        parent.forget(),
        parent.retain(),
        parent.baseline().recipe().orElseThrow(),
        BaselineSpec.none(),
        parent.evaluate(),
        GateSpec.none(),
        Optional.empty(),
        parent.seed(),
        parent.compute(),
        parent.determinism(),
        parent.preset(),
        Optional.empty());
  }
}
