package io.lethe.unlearning.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.lethe.formats.Mask;
import io.lethe.formats.Tensor;
import io.lethe.unlearning.compute.Tensors;
import io.lethe.unlearning.model.Network;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Stochastic gradient descent with torch's arithmetic and the mask inside: {@code v ← μv + g + λθ;
 * θ ← θ − ηv} with v = 0 at the start, on every parameter including batch normalisation and biases.
 */
final class Sgd implements AutoCloseable {
  private final NDManager manager;
  private final SgdKernel kernel;
  private final Map<String, NDArray> velocities = new LinkedHashMap<>();

  Sgd(Network network, Hyperparameters hyperparameters, Optional<Mask> mask) {
    manager = network.manager().newSubManager();
    double momentum = hyperparameters.momentum();
    double decay = hyperparameters.weightDecay();
    MaskUpdate update = hyperparameters.maskUpdate();
    kernel =
        manager.getDevice().isGpu()
            ? new ArraySgd(manager, momentum, decay, mask, update)
            : new FusedSgd(momentum, decay, mask, update);
    network
        .parameters()
        .forEach((name, theta) -> velocities.put(name, manager.zeros(theta.getShape())));
  }

  void update(String name, NDArray theta, NDArray gradient, double rate) {
    kernel.update(name, theta, gradient, velocities.get(name), (float) rate);
  }

  /** The momentum buffers themselves by parameter name, in definition order. */
  Map<String, NDArray> velocities() {
    return Collections.unmodifiableMap(velocities);
  }

  /** Copies of the momentum buffers by parameter name. */
  Map<String, Tensor> momentum() {
    Map<String, Tensor> copies = new LinkedHashMap<>();
    velocities.forEach((name, v) -> copies.put(name, Tensors.copyOf(v)));
    return copies;
  }

  /** Overwrites a momentum buffer. */
  void restore(String name, Tensor tensor) {
    Tensors.overwrite(velocities.get(name), tensor);
  }

  @Override
  public void close() {
    manager.close();
  }
}
