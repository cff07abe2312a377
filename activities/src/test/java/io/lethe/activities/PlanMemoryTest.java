package io.lethe.activities;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.lethe.activities.plan.Plan;
import io.lethe.activities.plan.PlanMemory;
import io.lethe.activities.plan.Planner;
import io.lethe.formats.ManifestKey;
import io.lethe.formats.Safetensors;
import io.lethe.formats.TrainingManifest;
import io.lethe.store.DelegatingObjectStore;
import io.lethe.store.InMemoryObjectStore;
import io.lethe.store.Location;
import io.lethe.store.Versioned;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.unlearning.model.Architectures;
import io.lethe.unlearning.model.Network;
import io.lethe.unlearning.model.Normalization;
import io.lethe.workflows.request.Request;
import io.lethe.workflows.request.RequestFormat;
import io.lethe.workflows.request.RequestReader;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a planner need not find out twice, and when it must. */
class PlanMemoryTest {
  private static final Location MODEL = new Location("models", "tiny.safetensors");
  private static final Location BASELINE = new Location("models", "retrained.safetensors");

  @TempDir Path cache;

  private final InMemoryObjectStore objects = new InMemoryObjectStore();
  private final List<Location> opened = new ArrayList<>();
  private final DelegatingObjectStore store =
      new DelegatingObjectStore(objects) {
        @Override
        public InputStream open(Location location) {
          opened.add(location);
          return super.open(location);
        }

        @Override
        public Versioned read(Location location) {
          opened.add(location);
          return super.read(location);
        }
      };
  private final PlanMemory memory = new PlanMemory();

  @BeforeEach
  void prepare() {
    TinyData.store(objects);
    objects.createBucketIfMissing("models");
    put(MODEL, 3, 1);
    put(BASELINE, 3, 2);
  }

  private void put(Location location, int classes, long seed) {
    try (Network network =
        Network.create(
            Architectures.get("resnet20s"), classes, Normalization.CIFAR10, seed, Device.cpu())) {
      objects.put(location, Safetensors.toBytes(network.export()));
    }
  }

  private Plan plan(int forgotten) {
    return plan(
        TinyData.unlearn(
            "planned",
            MODEL.toString(),
            "{class: %d}".formatted(forgotten),
            "method: {name: ga, epochs: 1, batchSize: 16}\nbaseline: {mode: ref, ref: '%s'}\n"
                .formatted(BASELINE)));
  }

  private Plan plan(Request request) {
    return new Planner(Workspace.of(store, cache), memory).plan(request);
  }

  @Test
  void aModelThatStaysIsReadOnceForManyRequests() {
    Plan first = plan(1);
    assertThat(opened).contains(MODEL, BASELINE);
    opened.clear();

    Plan second = plan(2);

    assertThat(opened).isEmpty();
    assertThat(second.model()).isEqualTo(first.model());
    assertThat(second.baseline()).isEqualTo(first.baseline());
    assertThat(second.weights()).isEqualTo(first.weights());
  }

  @Test
  void aModelThatChangedUnderItsNameIsReadAgain() {
    Plan first = plan(1);
    put(MODEL, 3, 7);

    Plan second = plan(1);

    assertThat(second.model().orElseThrow().sha256())
        .isNotEqualTo(first.model().orElseThrow().sha256());
  }

  private void trainedOn(int records, ManifestKey key) {
    List<String> ids =
        IntStream.range(0, records).mapToObj("train/c1/%02d.png"::formatted).toList();
    // Over other files: what is counted is who was trained on, not the whole data set.
    TrainingManifest manifest = TrainingManifest.of(ids, key, "0".repeat(64));
    objects.put(Layout.manifestKey(MODEL), key.toText().getBytes(StandardCharsets.US_ASCII));
    objects.put(Layout.manifest(MODEL), manifest.write());
  }

  @Test
  void aTrainingManifestThatStaysIsReadOnceAndAChangedOneAgain() {
    ManifestKey key = ManifestKey.generate();
    trainedOn(9, key);
    Request request =
        TinyData.unlearn(
            "planned",
            MODEL.toString(),
            "{random: {count: 4}}",
            "method: {name: ga, epochs: 1, batchSize: 16}\n");
    assertThat(plan(request).retain()).isEqualTo(5);
    opened.clear();

    assertThat(plan(request).retain()).isEqualTo(5);
    assertThat(opened).isEmpty();

    trainedOn(7, key);
    assertThat(plan(request).retain()).isEqualTo(3);
    trainedOn(6, ManifestKey.generate());
    assertThat(plan(request).retain()).isEqualTo(2);
    objects.delete(Layout.manifest(MODEL));
    assertThat(plan(request).retain()).as("48 without a manifest").isEqualTo(44);
  }

  @Test
  void anotherModelThatDoesNotFitIsRefusedUnderAKnownName() {
    plan(1);
    put(MODEL, 5, 1);
    assertThatThrownBy(() -> plan(1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("model.classes: found 3");

    put(MODEL, 3, 1);
    put(BASELINE, 5, 1);
    assertThatThrownBy(() -> plan(1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("baseline.ref");

    objects.delete(BASELINE);
    assertThatThrownBy(() -> plan(1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("baseline.ref: found no object");
  }

  @Test
  void theDigestOfARequestIsHeldAgainstAKnownModel() {
    plan(1);
    Request request =
        TinyData.unlearn(
            "planned",
            MODEL.toString(),
            "{class: 1}",
            "method: {name: ga, epochs: 1, batchSize: 16}\n");

    assertThatThrownBy(() -> plan(otherDigest(request)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("model.sha256: digest mismatch");
  }

  private static Request otherDigest(Request request) {
    return RequestReader.read(
        RequestFormat.json(request)
            .replace(MODEL + "\"", MODEL + "\",\"sha256\":\"" + "0".repeat(64) + "\""));
  }
}
