package io.lethe.unlearning.method;

import io.lethe.formats.MalformedFileException;
import io.lethe.formats.Tensor;
import io.lethe.formats.TensorFile;
import io.lethe.unlearning.Batches;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.unlearning.NonFiniteLossException;
import io.lethe.unlearning.StepReport;
import io.lethe.unlearning.data.BatchLoader;
import io.lethe.unlearning.model.LossGradient;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@link Influence} at work: sums of gradients over D_f, then over D_r, batch by batch; then the
 * samples that H is made of, one by one; with the last of them the weights move.
 */
final class InfluenceRun implements UnlearningRun {
  private static final String KIND = "influence-run";
  private static final String FORGET = "forget";
  private static final String RETAIN = "retain";
  private static final String HESSIAN = "hessian.";

  private final Influence method;
  private final RunStart start;
  private final BatchLoader loader;
  private final FlatArrays weights;
  private final BitSet selected;
  private final float[] original;
  private final Batches forgetBatches;
  private final Batches retainBatches;
  private final int[] samples;
  private final String fingerprint;
  private float[] forget;
  private float[] retain;
  private InverseHessian hessian;
  private int finished;

  InfluenceRun(Influence method, RunStart start) {
    this.method = method;
    this.start = start;
    UnlearningData sets = start.sets();
    Hyperparameters h = start.hyperparameters();
    loader = new BatchLoader(sets.data(), h.augmentation(), h.seed(), "augment");
    weights = new FlatArrays(start.network().parameters());
    selected = weights.selected(start.mask());
    original = weights.read();
    forgetBatches = new Batches(sets.forget().length, h.batchSize());
    retainBatches = new Batches(sets.retain().length, h.batchSize());
    samples = method.samples(sets, weights.size(), h.seed());
    fingerprint = RunChecks.fingerprint(method, sets, h, start.mask());
    forget = new float[weights.size()];
    retain = new float[weights.size()];
  }

  @Override
  public long steps() {
    return (long) forgetBatches.count() + retainBatches.count() + samples.length;
  }

  @Override
  public boolean done() {
    return finished == steps();
  }

  @Override
  public StepReport step() {
    if (done()) {
      throw new IllegalStateException("all steps are done");
    }
    int inRetain = finished - forgetBatches.count();
    int inSamples = inRetain - retainBatches.count();
    StepReport report;
    if (inRetain < 0) {
      report = sum(FORGET, forgetBatches.slice(start.sets().forget(), finished), forget);
    } else if (inSamples < 0) {
      report = sum(RETAIN, retainBatches.slice(start.sets().retain(), inRetain), retain);
    } else {
      report = sample(samples[inSamples]);
    }
    finished++;
    if (done()) {
      apply();
    }
    return report;
  }

  private StepReport sum(String phase, int[] records, float[] sum) {
    float[] mean = new float[weights.size()];
    double loss = gradient(records, mean);
    InverseHessian.addTo(sum, records.length, mean);
    return report(phase, loss, records.length);
  }

  private StepReport sample(int record) {
    if (hessian == null) {
      hessian = hessian();
    }
    float[] gradient = new float[weights.size()];
    double loss = gradient(new int[] {record}, gradient);
    hessian.add(gradient);
    return report("curvature", loss, 1);
  }

  private StepReport report(String phase, double loss, int images) {
    return new StepReport(phase, 0, 1, finished + 1L, steps(), loss, images);
  }

  /** The gradient of the mean loss; returns that loss. */
  private double gradient(int[] records, float[] vector) {
    int[] at = new int[1];
    double loss =
        LossGradient.of(
            start.network(),
            loader,
            records,
            start.sets().data().labels(records),
            0,
            false,
            1,
            (name, theta, gradient) -> at[0] = FlatArrays.put(vector, at[0], gradient));
    if (!Double.isFinite(loss)) {
      throw new NonFiniteLossException(0, finished, loss);
    }
    return loss;
  }

  /** v = F/N_t − R·n_f/(N_t·n_r), and the form that will multiply it. */
  private InverseHessian hessian() {
    double nf = start.sets().forget().length;
    double nr = start.sets().retain().length;
    float[] v = new float[weights.size()];
    InverseHessian.addTo(v, 1 / (nf + nr), forget);
    InverseHessian.addTo(v, -nf / ((nf + nr) * nr), retain);
    return method.form() == Influence.Form.REFERENCE
        ? new ReferenceRecursion(v, method.samples())
        : new Woodbury(v, samples.length, method.damping());
  }

  /** θ ← θ₀ + α·k where the mask lets it. */
  private void apply() {
    float[] theta = original.clone();
    float alpha = (float) method.alpha();
    for (int i = selected.nextSetBit(0); i >= 0; i = selected.nextSetBit(i + 1)) {
      theta[i] += alpha * hessian.product[i];
      if (!Float.isFinite(theta[i])) {
        throw new InvalidInputException(
            "method.alpha",
            "found %s, with which weights overflow; a smaller one is needed"
                .formatted(method.alpha()));
      }
    }
    weights.write(theta);
  }

  @Override
  public TensorFile save() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put(FORGET, Tensor.ofFloats(forget, forget.length));
    tensors.put(RETAIN, Tensor.ofFloats(retain, retain.length));
    if (hessian != null) {
      hessian.save().forEach((name, tensor) -> tensors.put(HESSIAN + name, tensor));
    }
    return RunChecks.finite(
        new TensorFile(
            tensors,
            Map.of("kind", KIND, "run", fingerprint, "finished", Integer.toString(finished))),
        finished - 1);
  }

  @Override
  public void restore(TensorFile saved) {
    if (!saved.meta("kind").equals(KIND) || !saved.meta("run").equals(fingerprint)) {
      throw new MalformedFileException(
          "not a state of this run: kind '%s', run '%s', expected run '%s'"
              .formatted(saved.meta("kind"), saved.meta("run"), fingerprint));
    }
    finished = Integer.parseInt(saved.meta("finished"));
    forget = saved.get(FORGET).floats();
    retain = saved.get(RETAIN).floats();
    if (finished < 0 || finished > steps() || forget.length != weights.size()) {
      throw new MalformedFileException(
          "state after step %d of %d with %d weights, the run has %d steps and %d weights"
              .formatted(finished, finished, forget.length, steps(), weights.size()));
    }
    int added = finished - forgetBatches.count() - retainBatches.count();
    hessian = null;
    if (added > 0) {
      hessian = hessian();
      Map<String, Tensor> kept = new LinkedHashMap<>();
      saved
          .tensors()
          .forEach(
              (name, tensor) -> {
                if (name.startsWith(HESSIAN)) {
                  kept.put(name.substring(HESSIAN.length()), tensor);
                }
              });
      hessian.restore(kept, added);
    }
    weights.write(original);
    if (done()) {
      apply();
    }
  }

  @Override
  public TensorFile result() {
    if (!done()) {
      throw new IllegalStateException("%d of %d steps are done".formatted(finished, steps()));
    }
    return RunChecks.finite(start.network().export(), finished - 1);
  }

  /** Everything is on the heap; the network is the caller's. */
  @Override
  public void close() {}
}
