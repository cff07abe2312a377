package io.lethe.worker.imports;

import ai.djl.Device;
import io.lethe.activities.Layout;
import io.lethe.formats.MalformedFileException;
import io.lethe.formats.ManifestKey;
import io.lethe.formats.Safetensors;
import io.lethe.formats.Tensor;
import io.lethe.formats.TrainingManifest;
import io.lethe.store.Location;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.unlearning.data.DatasetReader;
import io.lethe.unlearning.data.IdList;
import io.lethe.unlearning.data.Partition;
import io.lethe.unlearning.data.RecordIndex;
import io.lethe.unlearning.model.Architecture;
import io.lethe.unlearning.model.Architectures;
import io.lethe.unlearning.model.ModelFile;
import io.lethe.unlearning.model.Network;
import io.lethe.unlearning.model.Normalization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A model on its way into the store, with what its owner says about it. */
public final class ModelImport {
  private static final String FIELD = "FILE";
  private static final int ANY_CLASSES = 2;

  private final Location location;
  private final ModelFile weights;
  private final Staging staging;

  private ModelImport(Location location, ModelFile weights, Staging staging) {
    this.location = location;
    this.weights = weights;
    this.staging = staging;
  }

  /**
   * Reads and stages a file of weights; a ZIP file must be TorchScript.
   *
   * @throws InvalidInputException if there is no such file or it is neither safetensors nor
   *     TorchScript
   */
  public static ModelImport stage(Path file, Staging staging) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(FIELD, "found no file '%s'".formatted(file));
    }
    if (WeightsFiles.isArchive(file)) {
      ModelFile script = ModelFile.of(WeightsFiles.script(FIELD, file));
      return new ModelImport(staging.weights(file), script, staging);
    }
    WeightsFiles.requireName(FIELD, file.toString(), "");
    Location location = WeightsFiles.stage(FIELD, file, "", staging);
    try {
      return new ModelImport(location, ModelFile.of(Safetensors.read(file)), staging);
    } catch (MalformedFileException e) {
      throw new InvalidInputException(FIELD, "'%s': %s".formatted(file, e.getMessage()));
    }
  }

  /** Where the weights will be. */
  public Location location() {
    return location;
  }

  /**
   * Holds names, shapes and values against an architecture; the number of classes is the
   * classifier's.
   *
   * @throws InvalidInputException naming what does not fit
   */
  public void check(String architecture) {
    Architecture known = Architectures.get(architecture);
    if (known.scripted() != weights.script().isPresent()) {
      throw new InvalidInputException(
          FIELD,
          "found %s, which architecture '%s' does not read"
              .formatted(known.scripted() ? "safetensors" : "TorchScript", architecture));
    }
    if (known.scripted()) {
      // How many classes it has shows with the first image; here it only has to load.
      Network.load(ANY_CLASSES, Optional.empty(), weights.script().get(), Device.cpu()).close();
      return;
    }
    Tensor classifier = weights.tensors().tensors().get(known.classifier() + ".weight");
    if (classifier == null) {
      throw new InvalidInputException(
          FIELD,
          "found no tensor '%s.weight', which %s has".formatted(known.classifier(), architecture));
    }
    int classes = Math.toIntExact(classifier.shape()[0]) - Network.extraOutputs(weights.tensors());
    // Which normalisation is meant is the request's to say; here only names and shapes matter.
    Optional<Normalization> any = Optional.of(Normalization.CIFAR10);
    Network.load(known, classes, any, weights.tensors(), Device.cpu()).close();
  }

  /** Notes that the model was trained on all training records of a data set; returns how many. */
  public int trainedOnAll(Path dataset) throws IOException {
    RecordIndex index = DatasetReader.index(dataset);
    return manifest(index.ids(index.positions(Partition.TRAIN)), dataset);
  }

  /**
   * Notes that the model was trained on the listed records; returns how many.
   *
   * @throws InvalidInputException if the list names unknown records, or one twice
   */
  public int trainedOn(Path list, Path dataset) throws IOException {
    if (!Files.isRegularFile(list)) {
      throw new InvalidInputException("--trained-on", "found no file '%s'".formatted(list));
    }
    List<String> ids = IdList.read(list, "--trained-on");
    IdList.resolve(DatasetReader.index(dataset), ids, "--trained-on");
    return manifest(ids, dataset);
  }

  private int manifest(List<String> ids, Path dataset) throws IOException {
    ManifestKey key = ManifestKey.generate();
    String datasetSha256 = new Staging().folder(dataset).name();
    TrainingManifest manifest = TrainingManifest.of(ids, key, datasetSha256);
    staging.object(Layout.manifestKey(location), key.toText().getBytes(StandardCharsets.US_ASCII));
    staging.object(Layout.manifest(location), manifest.write());
    return manifest.size();
  }
}
