package io.lethe.unlearning.method;

import ai.djl.ndarray.NDArray;

/** One SGD step of one parameter, in place. */
interface SgdKernel {
  /**
   * {@code v ← μv + g + λθ; θ ← θ − ηv}, under the mask.
   *
   * @param name parameter name
   * @param theta the weights θ
   * @param gradient g; may be overwritten
   * @param velocity the momentum buffer v
   * @param rate η
   */
  void update(String name, NDArray theta, NDArray gradient, NDArray velocity, float rate);
}
