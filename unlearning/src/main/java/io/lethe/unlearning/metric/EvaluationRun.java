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
import java.util.Optional;
import java.util.OptionalInt;

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
  private final OptionalInt classes;
  private final PredictionTable all;
  private final PredictionTable classesOnly;
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
    this(classifier, index, sets, batchSize, OptionalInt.empty());
  }

  /**
   * Creates a run that looks at the classes without the outputs after them, too.
   *
   * @param classes number of classes, where there are outputs beyond them
   */
  public EvaluationRun(
      Classifier classifier,
      RecordIndex index,
      Map<EvaluationSet, int[]> sets,
      int batchSize,
      OptionalInt classes) {
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
    this.classes = classes;
    this.all = new PredictionTable("", records.length);
    this.classesOnly = new PredictionTable("classes.", records.length);
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
    int[] labels = index.labels(batch);
    float[][] logits = classifier.logits(batch);
    PredictedSet set = PredictedSet.ofLogits(labels, logits);
    long steps = steps(records.length);
    long step = steps(end);
    if (!Double.isFinite(set.meanLoss())) {
      throw new NonFiniteLossException(0, step - 1, set.meanLoss());
    }
    all.put(evaluated, set);
    classes.ifPresent(
        c -> {
          float[][] cut =
              Arrays.stream(logits).map(row -> Arrays.copyOf(row, c)).toArray(float[][]::new);
          classesOnly.put(evaluated, PredictedSet.ofLogits(labels, cut));
        });
    evaluated = end;
    return new StepReport("evaluate", 0, 1, step, steps, set.meanLoss(), batch.length);
  }

  private long steps(int count) {
    return (count + batchSize - 1L) / batchSize;
  }

  @Override
  public TensorFile save() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    all.save(evaluated, tensors);
    if (classes.isPresent()) {
      classesOnly.save(evaluated, tensors);
    }
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
    evaluated = all.restore(state);
    if (classes.isPresent() && classesOnly.restore(state) != evaluated) {
      throw new MalformedFileException("the two halves of the state are of different lengths");
    }
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
    return new Predictions(
        pick(all, row),
        classes.isPresent() ? Optional.of(pick(classesOnly, row)) : Optional.empty());
  }

  private Map<EvaluationSet, PredictedSet> pick(PredictionTable table, int[] row) {
    Map<EvaluationSet, PredictedSet> predictions = new EnumMap<>(EvaluationSet.class);
    sets.forEach((set, positions) -> predictions.put(set, table.pick(positions, row, index)));
    return predictions;
  }

  @Override
  public void close() {
    // Everything is on the heap; the classifier is its owner's.
  }
}
