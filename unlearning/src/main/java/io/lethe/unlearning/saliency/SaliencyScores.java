package io.lethe.unlearning.saliency;

import io.lethe.formats.MalformedFileException;
import io.lethe.formats.Tensor;
import io.lethe.formats.TensorFile;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One signed number a weight, whose magnitude S ranks the weights; signs are kept because the sum
 * of gradients is of use by itself. Parameters are in definition order.
 */
public final class SaliencyScores {
  private static final String ORDER = "parameters";
  private static final String DEFINITION = "definition";

  private final Map<String, float[]> values;
  private final Map<String, long[]> shapes;
  private final String definition;

  /**
   * Wraps scores; arrays are not copied.
   *
   * @param values numbers by parameter name, in definition order
   * @param shapes shapes by parameter name
   * @param definition what the scores mean, such as {@code abs-of-sum eval batch}
   */
  public SaliencyScores(
      Map<String, float[]> values, Map<String, long[]> shapes, String definition) {
    this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    this.shapes = Map.copyOf(shapes);
    this.definition = definition;
  }

  /** Parameter names in definition order. */
  public List<String> names() {
    return List.copyOf(values.keySet());
  }

  /** The numbers of a parameter, row-major; not copied, callers only read them. */
  public float[] values(String name) {
    return values.get(name);
  }

  /** What the scores mean. */
  public String definition() {
    return definition;
  }

  /** Number of weights. */
  public int total() {
    return values.values().stream().mapToInt(v -> v.length).reduce(0, Math::addExact);
  }

  /** One float32 tensor a parameter; order and definition in the metadata. */
  public TensorFile toFile() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    values.forEach((name, v) -> tensors.put(name, Tensor.ofFloats(v, shapes.get(name))));
    return new TensorFile(
        tensors, Map.of(ORDER, String.join(",", values.keySet()), DEFINITION, definition));
  }

  /**
   * Reads what {@link #toFile} wrote.
   *
   * @throws MalformedFileException if tensors and metadata do not agree
   */
  public static SaliencyScores fromFile(TensorFile file) {
    Map<String, float[]> values = new LinkedHashMap<>();
    Map<String, long[]> shapes = new LinkedHashMap<>();
    for (String name : file.meta(ORDER).split(",", -1)) {
      values.put(name, file.get(name).floats());
      shapes.put(name, file.get(name).shape());
    }
    if (values.size() != file.tensors().size()) {
      throw new MalformedFileException(
          "scores: %d tensors, %d names".formatted(file.tensors().size(), values.size()));
    }
    return new SaliencyScores(values, shapes, file.meta(DEFINITION));
  }
}
