package io.lethe.unlearning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lethe.unlearning.InvalidInputException;
import io.lethe.unlearning.data.Augmentation;
import io.lethe.unlearning.data.BatchLoader;
import io.lethe.unlearning.data.Dataset;
import io.lethe.unlearning.golden.Numbers;
import io.lethe.unlearning.model.LossGradient;
import io.lethe.unlearning.model.Network;
import io.lethe.unlearning.model.TinyNetwork;
import io.lethe.unlearning.random.CounterRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** IU on a network small enough for its Hessian to be written down. */
class InfluenceTest {
  private static final Dataset DATA = TinyNetwork.images(23);
  private static final UnlearningData SETS =
      new UnlearningData(DATA, IntStream.range(0, 7).toArray(), IntStream.range(7, 23).toArray());
  private static final double ALPHA = 50;
  private static final long SEED = 11;

  /** H = λI + (1/N)Σ g gᵀ as a matrix in double, and the system solved by elimination. */
  @ParameterizedTest
  @CsvSource({"1, 1.0", "6, 1.0", "6, 0.01", "16, 0.05"})
  void theWoodburyFormIsTheSolutionOfTheDenseSystem(int samples, double damping) {
    double[] v = difference();
    int n = v.length;
    double[][] h = new double[n][n];
    int[] drawn =
        Arrays.copyOf(new CounterRandom(SEED, "influence").shuffled(SETS.retain(), 0), samples);
    for (int record : drawn) {
      double[] g = gradient(record);
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          h[i][j] += g[i] * g[j] / samples;
        }
      }
    }
    for (int i = 0; i < n; i++) {
      h[i][i] += damping;
    }
    double[] k = solved(h, v.clone());
    float[] found = product(new Influence(ALPHA, samples, 0, damping, Influence.Form.WOODBURY));
    assertThat(Numbers.relativeError(found, floats(k))).isLessThan(1e-3);
    double[] plain = Arrays.stream(v).map(x -> x / damping).toArray();
    assertThat(Numbers.relativeError(floats(plain), floats(k)))
        .as("curvature is not negligible here")
        .isGreaterThan(0.02);
  }

  /** The auxiliary vector only ever rescales the first gradient. */
  @Test
  void theReferenceFormMovesAlongVAndTheFirstGradientOnly() {
    Influence method = new Influence(ALPHA, 8, 3, 1, Influence.Form.REFERENCE);
    double[] v = difference();
    double[] first = gradient(SETS.retain()[3]);
    float[] k = product(method);
    double[] off = IntStream.range(0, v.length).mapToDouble(i -> v[i] - k[i]).toArray();
    double c = dot(off, first) / dot(first, first);
    assertThat(c).isNotCloseTo(0, within(1e-6));
    double rest = 0;
    for (int i = 0; i < v.length; i++) {
      rest += Math.pow(off[i] - c * first[i], 2);
    }
    assertThat(Math.sqrt(rest)).isLessThan(1e-3 * Math.sqrt(dot(off, off)));
  }

  @Test
  void samplesStopWhereTheRetainSetEnds() {
    assertThat(steps(new Influence(1, 3, 0, 1, Influence.Form.REFERENCE))).isEqualTo(2 + 5);
    assertThat(steps(new Influence(1, 3, 13, 1, Influence.Form.REFERENCE))).isEqualTo(2 + 3);
    assertThat(steps(new Influence(1, 3, 0, 1, Influence.Form.WOODBURY))).isEqualTo(2 + 3);
    assertThat(steps(new Influence(1, 100, 0, 1, Influence.Form.WOODBURY))).isEqualTo(2 + 16);
  }

  @Test
  void whatMakesNoSenseIsRefusedWithItsField() {
    Influence.Form form = Influence.Form.REFERENCE;
    assertThatThrownBy(() -> new Influence(Double.NaN, 1, 0, 1, form))
        .hasMessageStartingWith("method.alpha: found NaN");
    assertThatThrownBy(() -> new Influence(1, 0, 0, 1, form))
        .hasMessageStartingWith("method.samples: found 0");
    assertThatThrownBy(() -> new Influence(1, 1, -1, 1, form))
        .hasMessageStartingWith("method.firstSample: found -1");
    assertThatThrownBy(() -> new Influence(1, 1, 0, 0, Influence.Form.WOODBURY))
        .hasMessageStartingWith("method.damping: found 0");
    assertThatThrownBy(() -> steps(new Influence(1, 1, 16, 1, form)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("method.firstSample: found 16, allowed are 0 to 15, the last of D_r");
    assertThatThrownBy(() -> product(new Influence(3e38, 1, 0, 1e-6, Influence.Form.WOODBURY)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("method.alpha");
    assertThatThrownBy(() -> Woodbury.checkMemory(25, 11_173_962))
        .hasMessageStartingWith("method.samples: found 25")
        .hasMessageContaining("1 to 24");
    Woodbury.checkMemory(24, 11_173_962);
  }

  private static long steps(Influence method) {
    try (Network network = TinyNetwork.create();
        UnlearningRun run = method.start(SETS, hyperparameters(), network, Optional.empty())) {
      return run.steps();
    }
  }

  /** (θ_u − θ₀)/α. */
  private static float[] product(Influence method) {
    try (Network network = TinyNetwork.create()) {
      float[] before = new FlatArrays(network.parameters()).read();
      try (UnlearningRun run = method.start(SETS, hyperparameters(), network, Optional.empty())) {
        while (!run.done()) {
          run.step();
        }
      }
      float[] moved = Numbers.minus(new FlatArrays(network.parameters()).read(), before);
      for (int i = 0; i < moved.length; i++) {
        moved[i] = (float) (moved[i] / method.alpha());
      }
      return moved;
    }
  }

  /** v = F/N_t − R·n_f/(N_t·n_r), from single gradients. */
  private static double[] difference() {
    double nf = SETS.forget().length;
    double nr = SETS.retain().length;
    double[] v = new double[gradient(0).length];
    for (int record : SETS.forget()) {
      add(v, 1 / (nf + nr), gradient(record));
    }
    for (int record : SETS.retain()) {
      add(v, -nf / ((nf + nr) * nr), gradient(record));
    }
    return v;
  }

  private static void add(double[] a, double c, double[] b) {
    for (int i = 0; i < a.length; i++) {
      a[i] += c * b[i];
    }
  }

  private static double[] gradient(int record) {
    int[] one = {record};
    try (Network network = TinyNetwork.create()) {
      float[] g = new float[new FlatArrays(network.parameters()).size()];
      int[] at = new int[1];
      LossGradient.of(
          network,
          new BatchLoader(DATA, Augmentation.NONE, 0, "test"),
          one,
          DATA.labels(one),
          0,
          false,
          1,
          (name, theta, gradient) -> at[0] = FlatArrays.put(g, at[0], gradient));
      return IntStream.range(0, g.length).mapToDouble(i -> g[i]).toArray();
    }
  }

  private static double dot(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
  }

  /** Gaussian elimination with pivots; both arguments are used up. */
  private static double[] solved(double[][] a, double[] b) {
    int n = b.length;
    for (int c = 0; c < n; c++) {
      int pivot = c;
      for (int r = c + 1; r < n; r++) {
        pivot = Math.abs(a[r][c]) > Math.abs(a[pivot][c]) ? r : pivot;
      }
      double[] row = a[pivot];
      a[pivot] = a[c];
      a[c] = row;
      double value = b[pivot];
      b[pivot] = b[c];
      b[c] = value;
      for (int r = c + 1; r < n; r++) {
        double factor = a[r][c] / a[c][c];
        for (int j = c; j < n; j++) {
          a[r][j] -= factor * a[c][j];
        }
        b[r] -= factor * b[c];
      }
    }
    for (int r = n - 1; r >= 0; r--) {
      for (int j = r + 1; j < n; j++) {
        b[r] -= a[r][j] * b[j];
      }
      b[r] /= a[r][r];
    }
    return b;
  }

  private static float[] floats(double[] values) {
    float[] out = new float[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) values[i];
    }
    return out;
  }

  private static Hyperparameters hyperparameters() {
    return new Hyperparameters(
        1,
        1,
        100,
        0,
        0,
        Schedule.REFERENCE,
        0,
        Order.SEQUENTIAL,
        RandomLabels.UNIFORM,
        MaskUpdate.HARD_FREEZE,
        true,
        Augmentation.NONE,
        SEED);
  }
}
