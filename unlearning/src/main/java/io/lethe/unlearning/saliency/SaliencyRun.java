package io.lethe.unlearning.saliency;

import ai.djl.ndarray.NDArray;
import io.lethe.formats.MalformedFileException;
import io.lethe.formats.Tensor;
import io.lethe.formats.TensorFile;
import io.lethe.unlearning.Batches;
import io.lethe.unlearning.NonFiniteLossException;
import io.lethe.unlearning.Resumable;
import io.lethe.unlearning.StepReport;
import io.lethe.unlearning.data.BatchLoader;
import io.lethe.unlearning.data.Dataset;
import io.lethe.unlearning.model.LossGradient;
import io.lethe.unlearning.model.Network;
import io.lethe.unlearning.saliency.SaliencyDefinition.Mode;
import io.lethe.unlearning.saliency.SaliencyDefinition.Score;
import io.lethe.unlearning.saliency.SaliencyDefinition.Weighting;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Saliency of every weight for the forget set (SalUn, section 4): {@code G = Σ_batches ∇θ CE(θ₀;
 * batch)} in float32, {@code S = |G|}; or one of the variants of {@link SaliencyDefinition}.
 *
 * <p>Records are used in the order given. The network's weights and statistics stay as they are.
 */
public final class SaliencyRun implements Resumable<SaliencyScores> {
  private static final String KIND = "saliency";

  private final Network network;
  private final BatchLoader loader;
  private final int[] records;
  private final int[] labels;
  private final Batches batches;
  private final SaliencyDefinition definition;
  private final Map<String, float[]> sums = new LinkedHashMap<>();
  private final Map<String, long[]> shapes = new LinkedHashMap<>();
  private int finished;

  /**
   * Prepares the pass.
   *
   * @param network θ₀; stays the caller's
   * @param data labels of the records
   * @param loader pixels of the records
   * @param forget positions of D_f, in the order of use
   * @param batchSize records a batch; the last one may be shorter
   * @param definition what to accumulate
   */
  public SaliencyRun(
      Network network,
      Dataset data,
      BatchLoader loader,
      int[] forget,
      int batchSize,
      SaliencyDefinition definition) {
    this.network = network;
    this.loader = loader;
    this.records = forget.clone();
    this.labels = data.labels(forget);
    this.batches = new Batches(forget.length, batchSize);
    this.definition = definition;
    network
        .parameters()
        .forEach(
            (name, weights) -> {
              sums.put(name, new float[Math.toIntExact(weights.size())]);
              shapes.put(name, weights.getShape().getShape());
            });
  }

  @Override
  public boolean done() {
    return finished == batches.count();
  }

  @Override
  public StepReport step() {
    if (done()) {
      throw new IllegalStateException("all batches are done");
    }
    int[] batch = batches.slice(records, finished);
    float weight =
        definition.weighting() == Weighting.SIZE ? (float) batch.length / records.length : 1;
    boolean training = definition.mode() == Mode.TRAIN;
    Map<String, Tensor> statistics = training ? network.buffers() : Map.of();
    double loss =
        LossGradient.of(
            network,
            loader,
            batch,
            batches.slice(labels, finished),
            0,
            training,
            1,
            (name, weights, gradient) -> accumulate(sums.get(name), gradient, weight));
    network.overwrite(statistics);
    if (!Double.isFinite(loss)) {
      throw new NonFiniteLossException(0, finished, loss);
    }
    finished++;
    return new StepReport(KIND, 0, 1, finished, batches.count(), loss, batch.length);
  }

  private void accumulate(float[] sum, NDArray gradient, float weight) {
    float[] g = gradient.toFloatArray();
    boolean absolute = definition.score() == Score.SUM_OF_ABS;
    for (int i = 0; i < g.length; i++) {
      float term = weight * g[i];
      sum[i] += absolute ? Math.abs(term) : term;
    }
  }

  @Override
  public TensorFile save() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    sums.forEach((name, sum) -> tensors.put(name, Tensor.ofFloats(sum, shapes.get(name))));
    return new TensorFile(
        tensors,
        Map.of(
            "kind", KIND,
            "definition", definition.toString(),
            "finished", Integer.toString(finished),
            "batches", Integer.toString(batches.count())));
  }

  @Override
  public void restore(TensorFile state) {
    if (!state.meta("kind").equals(KIND)
        || !state.meta("definition").equals(definition.toString())
        || !state.meta("batches").equals(Integer.toString(batches.count()))
        || !state.tensors().keySet().equals(sums.keySet())) {
      throw new MalformedFileException(
          "not a state of this saliency pass: %s, expected %s with %d batches"
              .formatted(state.metadata(), definition, batches.count()));
    }
    sums.forEach(
        (name, sum) -> {
          float[] saved = state.get(name).floats();
          if (saved.length != sum.length) {
            throw new MalformedFileException(
                "'%s' has %d numbers, expected %d".formatted(name, saved.length, sum.length));
          }
          System.arraycopy(saved, 0, sum, 0, sum.length);
        });
    finished = Integer.parseInt(state.meta("finished"));
  }

  @Override
  public SaliencyScores result() {
    if (!done()) {
      throw new IllegalStateException(
          "%d of %d batches are done".formatted(finished, batches.count()));
    }
    return new SaliencyScores(sums, shapes, definition.toString());
  }

  /** Nothing to free: the network is the caller's. */
  @Override
  public void close() {}
}
