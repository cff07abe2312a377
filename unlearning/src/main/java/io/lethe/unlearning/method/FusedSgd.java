package io.lethe.unlearning.method;

import ai.djl.ndarray.NDArray;
import io.lethe.formats.Mask;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Optional;

/**
 * SGD in one loop over the arrays' own memory; CPU only.
 *
 * <p>torch contracts {@code g + λθ} and {@code θ − ηv} to fused multiply-adds and rounds {@code μv}
 * by itself; so does this loop, and so it gives torch's bits. Weights whose bit is 0 are not
 * touched, which also keeps NaN gradients out of them.
 */
final class FusedSgd implements SgdKernel {
  private final float momentum;
  private final float weightDecay;
  private final Optional<Mask> mask;
  private final MaskUpdate update;

  FusedSgd(double momentum, double weightDecay, Optional<Mask> mask, MaskUpdate update) {
    this.momentum = (float) momentum;
    this.weightDecay = (float) weightDecay;
    this.mask = mask;
    this.update = update;
  }

  @Override
  public void update(String name, NDArray theta, NDArray gradient, NDArray velocity, float rate) {
    FloatBuffer w = memory(theta);
    FloatBuffer g = memory(gradient);
    FloatBuffer v = memory(velocity);
    if (mask.isEmpty()) {
      all(w, g, v, rate);
    } else if (update == MaskUpdate.HARD_FREEZE) {
      selected(mask.get().bits(name), w, g, v, rate);
    } else {
      clear(mask.get().bits(name), g);
      all(w, g, v, rate);
    }
  }

  /** The array's own memory: writing to the buffer changes the array. */
  private static FloatBuffer memory(NDArray array) {
    ByteBuffer bytes = array.toByteBuffer(true);
    if (!bytes.isDirect()) {
      throw new IllegalStateException("the engine gave a copy instead of the array's memory");
    }
    return bytes.order(ByteOrder.nativeOrder()).asFloatBuffer();
  }

  private void all(FloatBuffer w, FloatBuffer g, FloatBuffer v, float rate) {
    int n = w.remaining();
    for (int i = 0; i < n; i++) {
      step(i, w, g, v, rate);
    }
  }

  private void selected(byte[] bits, FloatBuffer w, FloatBuffer g, FloatBuffer v, float rate) {
    int n = w.remaining();
    for (int i = 0; i < n; i++) {
      if ((bits[i >> 3] >> (i & 7) & 1) != 0) {
        step(i, w, g, v, rate);
      }
    }
  }

  private static void clear(byte[] bits, FloatBuffer g) {
    int n = g.remaining();
    for (int i = 0; i < n; i++) {
      if ((bits[i >> 3] >> (i & 7) & 1) == 0) {
        g.put(i, 0f);
      }
    }
  }

  private void step(int i, FloatBuffer w, FloatBuffer g, FloatBuffer v, float rate) {
    float decayed = Math.fma(weightDecay, w.get(i), g.get(i));
    // + 0f: a gradient that was cleared before gives +0 where a fresh one may give −0.
    float next = momentum * v.get(i) + (decayed + 0f);
    v.put(i, next);
    w.put(i, Math.fma(-rate, next, w.get(i)));
  }
}
