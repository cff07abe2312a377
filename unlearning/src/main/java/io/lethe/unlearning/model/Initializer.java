package io.lethe.unlearning.model;

import io.lethe.unlearning.random.CounterRandom;

/**
 * How a tensor of a fresh network is filled; torch's distributions, drawn from counter-based
 * randomness, so that weight i of a parameter depends on (seed, name, i) alone.
 */
@FunctionalInterface
interface Initializer {
  /** Value of the element with a flat index, drawn from the parameter's own stream. */
  double value(CounterRandom random, int index);

  /** Everything the same. */
  static Initializer constant(double value) {
    return (random, index) -> value;
  }

  /** N(0, deviation²). */
  static Initializer normal(double deviation) {
    return (random, index) -> deviation * gaussian(random, index);
  }

  /** Uniform on ±bound. */
  static Initializer uniform(double bound) {
    return (random, index) -> bound * (2 * unit(random, 0, index) - 1);
  }

  /** Kaiming normal for ReLU: variance 2 / fan. */
  static Initializer kaimingNormal(long fan) {
    return normal(Math.sqrt(2.0 / (double) fan));
  }

  /** torch's default of linear layers, weight and bias: uniform on ±1/√fanIn. */
  static Initializer torchLinear(long fanIn) {
    return uniform(1 / Math.sqrt((double) fanIn));
  }

  /** Box–Muller; StrictMath, so that every Java runtime draws the same weights. */
  private static double gaussian(CounterRandom random, int index) {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - unit(random, 0, index)));
    return radius * StrictMath.cos(2 * Math.PI * unit(random, 1, index));
  }

  private static double unit(CounterRandom random, long stream, int index) {
    return (random.bits(stream, index) >>> 11) * 0x1p-53;
  }
}
