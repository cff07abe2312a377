package io.lethe.unlearning.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lethe.formats.Mask;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * SGD by array operations, for devices whose memory Java cannot reach. The same formula as {@link
 * FusedSgd}; sums are not contracted, so results agree to rounding.
 */
final class ArraySgd implements SgdKernel, AutoCloseable {
  private final NDManager manager;
  private final float momentum;
  private final float weightDecay;
  private final Optional<Mask> mask;
  private final MaskUpdate update;
  private final Map<String, NDArray> selected = new HashMap<>();

  /** The masks' arrays live in a child of {@code parent}, until closed. */
  ArraySgd(
      NDManager parent,
      double momentum,
      double weightDecay,
      Optional<Mask> mask,
      MaskUpdate update) {
    this.manager = parent.newSubManager();
    this.momentum = (float) momentum;
    this.weightDecay = (float) weightDecay;
    this.mask = mask;
    this.update = update;
  }

  @Override
  public void update(String name, NDArray theta, NDArray gradient, NDArray velocity, float rate) {
    try (NDManager step = manager.newSubManager()) {
      gradient.attach(step);
      Optional<NDArray> bits = mask.map(m -> bits(m, name, theta.getShape()));
      boolean freeze = bits.isPresent() && update == MaskUpdate.HARD_FREEZE;
      NDArray zero = gradient.zerosLike();
      NDArray g = bits.isPresent() && !freeze ? select(bits.get(), gradient, zero) : gradient;
      NDArray decay = theta.mul(weightDecay);
      decay.attach(step);
      velocity.muli(momentum).addi(g.add(decay));
      if (freeze) {
        select(bits.get(), velocity, zero).copyTo(velocity);
      }
      NDArray move = velocity.mul(rate);
      move.attach(step);
      theta.subi(move);
    }
  }

  /** {@code a} where the bit is set, else {@code b}; not a product, so NaN is kept out. */
  private static NDArray select(NDArray bits, NDArray a, NDArray b) {
    NDArray chosen = NDArrays.where(bits, a, b);
    chosen.attach(b.getManager());
    return chosen;
  }

  private NDArray bits(Mask m, String name, Shape shape) {
    return selected.computeIfAbsent(
        name,
        n -> {
          boolean[] flags = new boolean[m.size(n)];
          for (int i = 0; i < flags.length; i++) {
            flags[i] = m.get(n, i);
          }
          return manager.create(flags).reshape(shape);
        });
  }

  @Override
  public void close() {
    manager.close();
  }
}
