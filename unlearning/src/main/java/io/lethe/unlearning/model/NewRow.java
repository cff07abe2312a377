package io.lethe.unlearning.model;

import io.lethe.formats.Tensor;
import io.lethe.unlearning.random.CounterRandom;
import java.util.Arrays;

/** How the weights of an additional output begin. */
public enum NewRow {
  /** The mean of the rows that are there, and of their biases. */
  MEAN {
    @Override
    float value(float[] rows, int columns, int column, long fanIn, CounterRandom random) {
      int outputs = rows.length / columns;
      double sum = 0;
      for (int i = column; i < rows.length; i += columns) {
        sum += rows[i];
      }
      return (float) (sum / outputs);
    }
  },
  /** torch's default of a linear layer: uniform on ±1/√fanIn, bias included. */
  RANDOM {
    @Override
    float value(float[] rows, int columns, int column, long fanIn, CounterRandom random) {
      return (float) Initializer.torchLinear(fanIn).value(random, column);
    }
  };

  abstract float value(float[] rows, int columns, int column, long fanIn, CounterRandom random);

  /** A tensor {@code [outputs, …]} with one output more. */
  Tensor widened(Tensor tensor, long fanIn, CounterRandom random) {
    float[] rows = tensor.floats();
    long[] shape = tensor.shape().clone();
    int columns = Math.toIntExact(tensor.size() / shape[0]);
    float[] wider = Arrays.copyOf(rows, rows.length + columns);
    for (int column = 0; column < columns; column++) {
      wider[rows.length + column] = value(rows, columns, column, fanIn, random);
    }
    shape[0]++;
    return Tensor.ofFloats(wider, shape);
  }
}
