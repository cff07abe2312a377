package io.lethe.activities.plan;

import ai.djl.Device;
import io.lethe.unlearning.data.Dataset;
import io.lethe.unlearning.model.Network;
import io.lethe.workflows.contract.ArtifactRef;
import io.lethe.workflows.request.ModelSpec;
import io.lethe.workflows.request.NormalizationSpec;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Networks that have been loaded and run once, so that they need not be for the next plan. */
final class KnownNetworks {
  private static final int MOST = 1000;

  private final Map<Key, Facts> facts = new ConcurrentHashMap<>();

  /**
   * What a plan needs of a network.
   *
   * @param weights number of trainable weights
   * @param secondsPerImage of a forward pass
   */
  record Facts(long weights, double secondsPerImage) {
    /**
     * Loads the network and runs it.
     *
     * @throws io.lethe.unlearning.InvalidInputException {@code dataset.ref} if images of this size
     *     do not fit the network; whatever loading finds
     */
    static Facts of(Supplier<Network> load, Dataset data) {
      try (Network network = load.get()) {
        return new Facts(network.weights(), Estimate.secondsPerImage(network, data));
      }
    }
  }

  /** What decides whether a network can be loaded, whether images fit, and how long they take. */
  private record Key(
      Optional<String> weights,
      String architecture,
      int classes,
      Optional<NormalizationSpec> normalization,
      int height,
      int width,
      int channels,
      Device device) {}

  /**
   * Facts of a network, which is loaded only where they are not known.
   *
   * @param weights the file of weights; empty for fresh ones
   */
  Facts of(
      Optional<ArtifactRef> weights,
      ModelSpec spec,
      Device device,
      Dataset data,
      Supplier<Network> load) {
    Key key =
        new Key(
            weights.map(ArtifactRef::sha256),
            spec.architecture(),
            spec.classes(),
            spec.normalization(),
            data.height(),
            data.width(),
            data.channels(),
            device);
    Facts known = facts.get(key);
    if (known != null) {
      return known;
    }
    Facts found = Facts.of(load, data);
    if (facts.size() >= MOST) {
      facts.clear();
    }
    facts.put(key, found);
    return found;
  }
}
