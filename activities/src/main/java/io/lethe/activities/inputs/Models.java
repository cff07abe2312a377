package io.lethe.activities.inputs;

import ai.djl.Device;
import io.lethe.formats.TensorFile;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.unlearning.model.Architectures;
import io.lethe.unlearning.model.Network;
import io.lethe.unlearning.model.Normalization;
import io.lethe.workflows.request.ModelSpec;
import io.lethe.workflows.request.NormalizationSpec;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Networks as a request describes them. */
public final class Models {
  private Models() {}

  /**
   * The network with weights from a file.
   *
   * @throws InvalidInputException naming the field that does not fit
   */
  public static Network load(ModelSpec spec, TensorFile file, Device device) {
    return Network.load(
        Architectures.get(spec.architecture()),
        spec.classes(),
        spec.normalization().map(Models::normalization),
        file,
        device);
  }

  /**
   * The network with fresh weights.
   *
   * @param original the model it stands beside; its normalisation is used where the request has
   *     none
   * @throws InvalidInputException {@code model.normalization} if neither has one
   */
  public static Network fresh(
      ModelSpec spec, Optional<TensorFile> original, long seed, Device device) {
    Normalization normalization =
        spec.normalization()
            .map(Models::normalization)
            .or(() -> original.flatMap(Models::normalization))
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        "model.normalization",
                        "found nothing, needed is mean and std to train from fresh weights"));
    return Network.create(
        Architectures.get(spec.architecture()), spec.classes(), normalization, seed, device);
  }

  private static Normalization normalization(NormalizationSpec spec) {
    return new Normalization(
        spec.mean().stream().map(Double::floatValue).toList(),
        spec.std().stream().map(Double::floatValue).toList());
  }

  private static Optional<Normalization> normalization(TensorFile file) {
    if (!file.tensors().containsKey("normalize.mean")
        || !file.tensors().containsKey("normalize.std")) {
      return Optional.empty();
    }
    return Optional.of(
        new Normalization(list(file, "normalize.mean"), list(file, "normalize.std")));
  }

  private static List<Float> list(TensorFile file, String name) {
    float[] values = file.get(name).floats();
    return IntStream.range(0, values.length).mapToObj(i -> values[i]).toList();
  }
}
