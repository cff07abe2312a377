package io.lethe.unlearning.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.lethe.unlearning.compute.Engines;
import io.lethe.unlearning.compute.GradientTape;
import io.lethe.unlearning.data.BatchLoader;

/** Cross-entropy of a batch and its gradient. */
public final class LossGradient {
  /** Receives the gradient of one parameter; closed after the call. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * Uses a gradient.
     *
     * @param name parameter name
     * @param parameter the weights; may be changed in place
     * @param gradient same shape as the parameter
     */
    void visit(String name, NDArray parameter, NDArray gradient);
  }

  private LossGradient() {}

  /**
   * Computes {@code sign · mean CE} of a batch and its gradient, and shows the gradients in
   * definition order. They are cleared afterwards.
   *
   * @param network the network
   * @param loader where pixels come from
   * @param records positions in the data set
   * @param labels class to be learned, by record
   * @param epoch selects the augmentation
   * @param training training mode of the forward pass
   * @param sign 1 to descend, −1 to ascend
   * @param visitor receives the gradients; not called if the loss is NaN or infinite
   * @return the loss before any change
   */
  public static double of(
      Network network,
      BatchLoader loader,
      int[] records,
      int[] labels,
      long epoch,
      boolean training,
      int sign,
      Visitor visitor) {
    if (training) {
      Engines.seedDraws(loader.drawSeed(records, epoch));
    }
    try (NDManager step = network.manager().newSubManager()) {
      return of(network, loader.load(step, records, epoch), labels, training, sign, visitor);
    }
  }

  /**
   * The same for pixels that are loaded already.
   *
   * @param pixels {@code [N, 3, H, W]}; not closed, intermediate results go to its manager
   */
  public static double of(
      Network network, NDArray pixels, int[] labels, boolean training, int sign, Visitor visitor) {
    double loss;
    try (GradientTape tape = new GradientTape()) {
      NDArray logits = network.forward(pixels, training);
      NDArray objective = crossEntropy(logits, pixels.getManager().create(labels)).mul(sign);
      loss = objective.getFloat();
      if (Double.isFinite(loss)) {
        tape.backward(objective);
      }
    }
    if (Double.isFinite(loss)) {
      Engines.withoutGradients(
          () -> {
            show(network, visitor);
            return null;
          });
    }
    return loss;
  }

  private static void show(Network network, Visitor visitor) {
    network
        .parameters()
        .forEach(
            (name, parameter) -> {
              try (NDArray gradient = parameter.getGradient()) {
                visitor.visit(name, parameter, gradient);
              }
              Engines.clearGradient(parameter);
            });
  }

  /** Mean over the batch of {@code −log softmax(logits)[label]}. */
  static NDArray crossEntropy(NDArray logits, NDArray labels) {
    return logits
        .logSoftmax(1)
        .gather(labels.toType(ai.djl.ndarray.types.DataType.INT64, false).expandDims(1), 1)
        .neg()
        .mean();
  }
}
