package io.lethe.activities.plan;

import ai.djl.Device;
import io.lethe.unlearning.data.Dataset;
import io.lethe.unlearning.model.Network;
import io.lethe.workflows.contract.ArtifactRef;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long forward passes take, measured once for each model and size of images: whoever plans many
 * requests would spend most of the time with measuring it again. Images that do not fit are found
 * each time.
 */
public final class ForwardTimes {
  private static final int MOST = 1000;

  private final Map<Key, Double> seconds = new ConcurrentHashMap<>();

  /** What decides whether images fit, and how long they take. */
  private record Key(
      Optional<String> weights,
      String architecture,
      int classes,
      int height,
      int width,
      int channels,
      Device device) {}

  /**
   * Seconds of one image's forward pass.
   *
   * @param model the weights; empty for fresh ones
   * @throws io.lethe.unlearning.InvalidInputException {@code dataset.ref} if images of this size do
   *     not fit the network
   */
  double secondsPerImage(
      Optional<ArtifactRef> model, int classes, Network network, Dataset data, Device device) {
    Key key =
        new Key(
            model.map(ArtifactRef::sha256),
            network.architecture().name(),
            classes,
            data.height(),
            data.width(),
            data.channels(),
            device);
    Double known = seconds.get(key);
    if (known != null) {
      return known;
    }
    double measured = Estimate.secondsPerImage(network, data);
    if (seconds.size() >= MOST) {
      seconds.clear();
    }
    seconds.put(key, measured);
    return measured;
  }
}
