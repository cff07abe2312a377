package io.lethe.activities.stage;

import io.lethe.activities.Layout;
import io.lethe.activities.inputs.Locations;
import io.lethe.activities.inputs.RequestKey;
import io.lethe.activities.inputs.StageInputs;
import io.lethe.formats.MalformedFileException;
import io.lethe.store.DigestMismatchException;
import io.lethe.store.Location;
import io.lethe.store.ObjectStore;
import io.lethe.unlearning.data.RecordIndex;
import io.lethe.workflows.contract.Admission;
import io.lethe.workflows.contract.StageInput;
import io.lethe.workflows.request.ForgetSpec;
import io.lethe.workflows.request.IdListSpec;
import io.lethe.workflows.request.Request;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds what a stage has loaded against what was admitted. The stage's name is a digest of what was
 * admitted, and so is its checkpoints': with other records under that name, the wrong ones would be
 * forgotten and nobody would know.
 */
final class Admitted {
  private Admitted() {}

  /**
   * Compares the data set, D_f and D_r, by their digests.
   *
   * @throws DigestMismatchException if the data set has other content
   * @throws MalformedFileException naming the objects of which one was changed, if it has other
   *     records to forget or to retain
   */
  static void require(ObjectStore store, StageInput input, StageInputs inputs) {
    Admission admission = input.admission();
    Request request = inputs.request();
    if (!inputs.dataset().sha256().equals(admission.datasetSha256())) {
      throw new DigestMismatchException(
          Locations.parse("dataset.ref", request.dataset().ref()),
          admission.datasetSha256(),
          inputs.dataset().sha256());
    }
    RecordIndex index = inputs.dataset().data().index();
    RequestKey key = RequestKey.existing(store, request.name());
    boolean same =
        key.digest(index.ids(inputs.sets().forget())).equals(admission.forgetDigest())
            && key.digest(index.ids(inputs.sets().retain())).equals(admission.retainDigest());
    if (!same) {
      throw new MalformedFileException(
          "the records to forget or to retain are not those that were admitted; changed or damaged"
              + " since: one of "
              + String.join(", ", sources(input)));
    }
  }

  private static List<String> sources(StageInput input) {
    Request request = input.run().request();
    List<String> sources = new ArrayList<>();
    sources.add(Layout.requestKey(request.name()).toString());
    request.forget().flatMap(ForgetSpec::idsFrom).ifPresent(sources::add);
    request.forget().flatMap(ForgetSpec::subjectFrom).ifPresent(sources::add);
    request.retain().map(IdListSpec::idsFrom).ifPresent(sources::add);
    request
        .model()
        .ref()
        .or(input.run()::population)
        .map(Location::parse)
        .ifPresent(model -> sources.add(Layout.manifest(model).toString()));
    return sources;
  }
}
