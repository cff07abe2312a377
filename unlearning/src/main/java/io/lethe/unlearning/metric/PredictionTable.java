package io.lethe.unlearning.metric;

import io.lethe.formats.MalformedFileException;
import io.lethe.formats.Tensor;
import io.lethe.formats.TensorFile;
import io.lethe.unlearning.data.RecordIndex;
import java.util.Arrays;
import java.util.Map;

/** What is predicted for a list of records, filled from the front. */
final class PredictionTable {
  private final String prefix;
  private final float[][] probabilities;
  private final int[] predicted;
  private final float[] losses;

  /**
   * An empty table.
   *
   * @param prefix of the names of its tensors in a saved state
   * @param records number of rows
   */
  PredictionTable(String prefix, int records) {
    this.prefix = prefix;
    this.probabilities = new float[records][];
    this.predicted = new int[records];
    this.losses = new float[records];
  }

  void put(int from, PredictedSet set) {
    for (int i = 0; i < set.size(); i++) {
      probabilities[from + i] = set.probabilities(i);
      predicted[from + i] = set.predicted(i);
      losses[from + i] = set.loss(i);
    }
  }

  /** Adds the first rows to a state. */
  void save(int rows, Map<String, Tensor> tensors) {
    int outputs = rows == 0 ? 0 : probabilities[0].length;
    float[] flat = new float[rows * outputs];
    for (int i = 0; i < rows; i++) {
      System.arraycopy(probabilities[i], 0, flat, i * outputs, outputs);
    }
    tensors.put(prefix + "probabilities", Tensor.ofFloats(flat, rows, outputs));
    tensors.put(prefix + "predicted", Tensor.ofInts(Arrays.copyOf(predicted, rows), rows));
    tensors.put(prefix + "losses", Tensor.ofFloats(Arrays.copyOf(losses, rows), rows));
  }

  /** Takes rows from a state; returns how many. */
  int restore(TensorFile state) {
    float[] savedLosses = state.get(prefix + "losses").floats();
    long[] savedPredicted = state.get(prefix + "predicted").longs();
    float[] flat = state.get(prefix + "probabilities").floats();
    int saved = savedLosses.length;
    if (saved > losses.length
        || savedPredicted.length != saved
        || (saved == 0 ? flat.length != 0 : flat.length % saved != 0)) {
      throw new MalformedFileException(
          "found %d losses, %d predictions, %d probabilities for %d records"
              .formatted(saved, savedPredicted.length, flat.length, losses.length));
    }
    for (int i = 0; i < saved; i++) {
      int outputs = flat.length / saved;
      probabilities[i] = Arrays.copyOfRange(flat, i * outputs, (i + 1) * outputs);
      predicted[i] = Math.toIntExact(savedPredicted[i]);
      losses[i] = savedLosses[i];
    }
    return saved;
  }

  /**
   * The predictions of some records.
   *
   * @param row row of each record by position
   */
  PredictedSet pick(int[] positions, int[] row, RecordIndex index) {
    int n = positions.length;
    float[][] p = new float[n][];
    int[] top = new int[n];
    float[] loss = new float[n];
    for (int i = 0; i < n; i++) {
      p[i] = probabilities[row[positions[i]]];
      top[i] = predicted[row[positions[i]]];
      loss[i] = losses[row[positions[i]]];
    }
    return new PredictedSet(index.labels(positions), p, top, loss);
  }
}
