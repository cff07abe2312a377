package io.lethe.activities.release;

import io.lethe.activities.Layout;
import io.lethe.activities.inputs.Manifests;
import io.lethe.activities.inputs.StageInputs;
import io.lethe.formats.Digests;
import io.lethe.formats.ManifestKey;
import io.lethe.formats.TrainingManifest;
import io.lethe.store.Location;
import io.lethe.store.ObjectStore;
import io.lethe.unlearning.data.Partition;
import io.lethe.unlearning.data.RecordIndex;
import io.lethe.workflows.contract.ArtifactRef;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Writes beside a new model which records it knows. */
public final class ModelMemory {
  private final ObjectStore store;

  /** Writes into that store. */
  public ModelMemory(ObjectStore store) {
    this.store = store;
  }

  /** A model trained from fresh weights on D_r knows exactly D_r. */
  public ArtifactRef trained(Location model, StageInputs inputs) {
    return write(model, fresh(inputs, inputs.sets().retain()), inputs, List.of());
  }

  /**
   * An unlearned model knows what the original knew, without D_f. Where the original has no
   * manifest, the whole population is taken, and that this is a guess is noted beside the model.
   * With a known leak it also knows the records of D_r that it was taught only now.
   */
  public ArtifactRef unlearned(Location model, StageInputs inputs) {
    RecordIndex index = inputs.dataset().data().index();
    List<String> forgotten = index.ids(inputs.sets().forget());
    if (inputs.manifest().isEmpty() || inputs.manifest().get().assumed()) {
      store.putIfAbsent(Layout.assumption(model), new byte[] {'\n'});
    }
    Manifests before = inputs.manifest().orElseGet(() -> fresh(inputs, inputs.sets().population()));
    if (inputs.sets().neverTrained() > 0) {
      int[] known =
          IntStream.concat(
                  Arrays.stream(before.trained(index, index.positions(Partition.TRAIN))),
                  Arrays.stream(inputs.sets().retain()))
              .distinct()
              .sorted()
              .toArray();
      before = fresh(inputs, known);
    }
    return write(model, before.without(forgotten), inputs, forgotten);
  }

  private static Manifests fresh(StageInputs inputs, int[] positions) {
    ManifestKey key = ManifestKey.generate();
    List<String> ids = inputs.dataset().data().index().ids(positions);
    return new Manifests(TrainingManifest.of(ids, key, inputs.dataset().sha256()), key, false);
  }

  private ArtifactRef write(
      Location model, Manifests manifest, StageInputs inputs, List<String> forgotten) {
    RecordIndex index = inputs.dataset().data().index();
    byte[] bytes = manifest.storeBeside(store, model, index, forgotten).write();
    return new ArtifactRef(Layout.manifest(model).toString(), Digests.sha256(bytes), bytes.length);
  }
}
