package io.lethe.unlearning.golden;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.unlearning.data.Augmentation;
import io.lethe.unlearning.data.BatchLoader;
import io.lethe.unlearning.data.Dataset;
import io.lethe.unlearning.method.Hyperparameters;
import io.lethe.unlearning.method.MaskUpdate;
import io.lethe.unlearning.method.Order;
import io.lethe.unlearning.method.RandomLabels;
import io.lethe.unlearning.method.Schedule;
import io.lethe.unlearning.model.Network;
import java.util.Arrays;

/** The common protocol of the golden cases. */
final class Runs {
  static final int BATCH = 128;

  private Runs() {}

  /** Batches of 128, no shuffling, no augmentation, next-class labels. */
  static Hyperparameters protocol(int epochs, double rate, Order order, MaskUpdate update) {
    return new Hyperparameters(
        epochs,
        rate,
        BATCH,
        0.9,
        5e-4,
        Schedule.REFERENCE,
        0,
        order,
        RandomLabels.NEXT_CLASS,
        update,
        false,
        Augmentation.NONE,
        0);
  }

  /** Evaluation-mode logits of many records. */
  static float[][] logits(Network network, Dataset data, int[] records) {
    BatchLoader loader = new BatchLoader(data, Augmentation.NONE, 0, "evaluate");
    float[][] rows = new float[records.length][];
    for (int from = 0; from < records.length; from += 250) {
      int to = Math.min(records.length, from + 250);
      float[][] part = network.logits(Arrays.copyOfRange(records, from, to), loader);
      System.arraycopy(part, 0, rows, from, part.length);
    }
    return rows;
  }

  static int correct(float[][] logits, int[] labels) {
    int correct = 0;
    for (int i = 0; i < labels.length; i++) {
      int best = 0;
      for (int c = 1; c < logits[i].length; c++) {
        best = logits[i][c] > logits[i][best] ? c : best;
      }
      correct += best == labels[i] ? 1 : 0;
    }
    return correct;
  }

  static double meanCrossEntropy(float[][] logits, int[] labels) {
    double sum = 0;
    for (int i = 0; i < labels.length; i++) {
      double max = Double.NEGATIVE_INFINITY;
      for (float l : logits[i]) {
        max = Math.max(max, l);
      }
      double total = 0;
      for (float l : logits[i]) {
        total += Math.exp(l - max);
      }
      sum += Math.log(total) + max - logits[i][labels[i]];
    }
    return sum / labels.length;
  }

  static float[] floats(JsonNode array) {
    float[] out = new float[array.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) array.get(i).asDouble();
    }
    return out;
  }
}
