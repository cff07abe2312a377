package io.lethe.activities.inputs;

import ai.djl.Device;
import io.lethe.formats.TensorFile;
import io.lethe.formats.torchscript.ScriptArchive;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.unlearning.model.Architectures;
import io.lethe.unlearning.model.ModelFile;
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
  public static Network load(ModelSpec spec, ModelFile file, Device device) {
    Optional<Normalization> normalization = spec.normalization().map(Models::normalization);
    if (file.script().isPresent()) {
      return Network.load(spec.classes(), normalization, file.script().get(), device);
    }
    return Network.load(
        Architectures.get(spec.architecture()),
        spec.classes(),
        normalization,
        file.tensors(),
        device);
  }

  /**
   * The network with fresh weights.
   *
   * @param original the model it stands beside; its normalisation is used where the request has
   *     none; a TorchScript model brings its layers
   * @throws InvalidInputException {@code model.normalization} if neither has one; {@code
   *     model.architecture} for TorchScript without a model
   */
  public static Network fresh(
      ModelSpec spec, Optional<ModelFile> original, long seed, Device device) {
    Optional<Normalization> given = spec.normalization().map(Models::normalization);
    Optional<ScriptArchive> script = original.flatMap(ModelFile::script);
    if (script.isPresent()) {
      return Network.create(spec.classes(), given, script.get(), seed, device);
    }
    Normalization normalization =
        given
            .or(() -> original.map(ModelFile::tensors).flatMap(Models::normalization))
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
