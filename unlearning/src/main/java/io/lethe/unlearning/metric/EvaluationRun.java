package io.lethe.unlearning.metric;

import io.lethe.formats.Digests;
import io.lethe.formats.MalformedFileException;
import io.lethe.formats.Tensor;
import io.lethe.formats.TensorFile;
import io.lethe.unlearning.NonFiniteLossException;
import io.lethe.unlearning.Resumable;
import io.lethe.unlearning.StepReport;
import io.lethe.unlearning.data.RecordIndex;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Runs a model over the sets of an evaluation, batch by batch.
 *
 * <p>Each record is predicted once, however many sets it is in, in the order of first appearance
 * (forget, retain, test, members). The state is what has been predicted so far.
 */
public final class EvaluationRun implements Resumable<Predictions> {
  private static final String KIND = "lethe.evaluation/1";

  private final Classifier classifier;
  private final RecordIndex index;
  private final Map<EvaluationSet, int[]> sets;
  private final int batchSize;
  private final int[] records;
  private final float[][] probabilities;
  private final int[] predicted;
  private final float[] losses;
  private int evaluated;

  /**
   * Creates a run; nothing is computed yet.
   *
   * @param classifier the model; stays the caller's, {@link #close()} does not touch it
   * @param index labels of the records
   * @param sets positions of each set
   * @param batchSize records a step
   * @throws IllegalArgumentException if a set is empty or the batch size is not positive
   */
  public EvaluationRun(
      Classifier classifier, RecordIndex index, Map<EvaluationSet, int[]> sets, int batchSize) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("batchSize must be positive, found " + batchSize);
    }
    this.classifier = classifier;
    this.index = index;
    this.sets = new EnumMap<>(EvaluationSet.class);
    sets.forEach(
        (set, positions) -> {
          if (positions.length == 0) {
            throw new IllegalArgumentException("set " + set + " is empty");
          }
          this.sets.put(set, positions.clone());
        });
    this.batchSize = batchSize;
    this.records = this.sets.values().stream().flatMapToInt(Arrays::stream).distinct().toArray();
    this.probabilities = new float[records.length][];
    this.predicted = new int[records.length];
    this.losses = new float[records.length];
  }

  @Override
  public boolean done() {
    return evaluated == records.length;
  }

  @Override
  public StepReport step() {
    if (done()) {
      throw new IllegalStateException("all records are evaluated");
    }
    int end = Math.min(evaluated + batchSize, records.length);
    int[] batch = Arrays.copyOfRange(records, evaluated, end);
    PredictedSet set = PredictedSet.ofLogits(index.labels(batch), classifier.logits(batch));
    long steps = steps(records.length);
    long step = steps(end);
    if (!Double.isFinite(set.meanLoss())) {
      throw new NonFiniteLossException(0, step - 1, set.meanLoss());
    }
    for (int i = 0; i < batch.length; i++) {
      probabilities[evaluated + i] = set.probabilities(i);
      predicted[evaluated + i] = set.predicted(i);
      losses[evaluated + i] = set.loss(i);
    }
    evaluated = end;
    return new StepReport("evaluate", 0, 1, step, steps, set.meanLoss(), batch.length);
  }

  private long steps(int count) {
    return (count + batchSize - 1L) / batchSize;
  }

  @Override
  public TensorFile save() {
    int outputs = evaluated == 0 ? 0 : probabilities[0].length;
    float[] flat = new float[evaluated * outputs];
    for (int i = 0; i < evaluated; i++) {
      System.arraycopy(probabilities[i], 0, flat, i * outputs, outputs);
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("probabilities", Tensor.ofFloats(flat, evaluated, outputs));
    tensors.put("predicted", Tensor.ofInts(Arrays.copyOf(predicted, evaluated), evaluated));
    tensors.put("losses", Tensor.ofFloats(Arrays.copyOf(losses, evaluated), evaluated));
    return new TensorFile(tensors, Map.of("kind", KIND, "records", recordsDigest()));
  }

  @Override
  public void restore(TensorFile state) {
    if (!KIND.equals(state.metadata().get("kind"))) {
      throw new MalformedFileException(
          "expected a state of kind '%s', found '%s'"
              .formatted(KIND, state.metadata().get("kind")));
    }
    if (!recordsDigest().equals(state.meta("records"))) {
      throw new MalformedFileException("the state is of an evaluation of other records");
    }
    float[] savedLosses = state.get("losses").floats();
    long[] savedPredicted = state.get("predicted").longs();
    float[] flat = state.get("probabilities").floats();
    int saved = savedLosses.length;
    if (saved > records.length
        || savedPredicted.length != saved
        || (saved == 0 ? flat.length != 0 : flat.length % saved != 0)) {
      throw new MalformedFileException(
          "found %d losses, %d predictions, %d probabilities for %d records"
              .formatted(saved, savedPredicted.length, flat.length, records.length));
    }
    for (int i = 0; i < saved; i++) {
      int outputs = flat.length / saved;
      probabilities[i] = Arrays.copyOfRange(flat, i * outputs, (i + 1) * outputs);
      predicted[i] = Math.toIntExact(savedPredicted[i]);
      losses[i] = savedLosses[i];
    }
    evaluated = saved;
  }

  private String recordsDigest() {
    ByteBuffer bytes = ByteBuffer.allocate(records.length * Integer.BYTES);
    bytes.asIntBuffer().put(records);
    return Digests.sha256(bytes);
  }

  @Override
  public Predictions result() {
    if (!done()) {
      throw new IllegalStateException(
          "%d of %d records are evaluated".formatted(evaluated, records.length));
    }
    int[] row = new int[index.size()];
    for (int i = 0; i < records.length; i++) {
      row[records[i]] = i;
    }
    Map<EvaluationSet, PredictedSet> predictions = new EnumMap<>(EvaluationSet.class);
    sets.forEach((set, positions) -> predictions.put(set, pick(positions, row)));
    return new Predictions(predictions);
  }

  private PredictedSet pick(int[] positions, int[] row) {
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

  @Override
  public void close() {
    // Everything is on the heap; the classifier is its owner's.
  }
}
