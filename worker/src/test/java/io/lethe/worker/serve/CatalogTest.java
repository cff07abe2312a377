package io.lethe.worker.serve;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.activities.Layout;
import io.lethe.formats.ManifestKey;
import io.lethe.formats.TrainingManifest;
import io.lethe.gateway.Origin;
import io.lethe.gateway.RunEntry;
import io.lethe.gateway.StoredItem;
import io.lethe.gateway.Trigger;
import io.lethe.store.InMemoryObjectStore;
import io.lethe.store.Location;
import io.lethe.workflows.contract.ArtifactRef;
import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.contract.StageResult;
import io.lethe.workflows.request.Request;
import io.lethe.workflows.request.RequestReader;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CatalogTest {
  private static final String MADE = "ab".repeat(32);
  private static final String BROUGHT = "cd".repeat(32);
  private static final byte[] WEIGHTS = new byte[100];

  private final InMemoryObjectStore store = new InMemoryObjectStore();

  @BeforeEach
  void buckets() {
    List.of("lethe", "models", "released", "datasets", "own").forEach(store::createBucketIfMissing);
  }

  private static Location artifact(String sha256) {
    return new Location("lethe", "artifacts/sha256/" + sha256.substring(0, 2) + "/" + sha256);
  }

  private void manifest(Location model, int records) {
    ManifestKey key = ManifestKey.generate();
    List<String> ids = IntStream.range(0, records).mapToObj(i -> "train/" + i).toList();
    store.put(Layout.manifestKey(model), key.toText().getBytes(US_ASCII));
    store.put(Layout.manifest(model), TrainingManifest.of(ids, key, MADE).write());
  }

  private static RunEntry run() {
    Request request =
        RequestReader.read(
            """
            kind: unlearn
            name: forgets
            model: {ref: "s3://own/net.safetensors", architecture: resnet20s, classes: 7}
            dataset: {ref: "s3://own/data"}
            forget: {random: {fraction: 0.1}}
            method: {name: ft}
            publish: {to: "s3://released/tiny"}
            """);
    StageResult unlearned =
        new StageResult(
            "unlearn",
            "key",
            Map.of("model", new ArtifactRef(artifact(MADE).toString(), MADE, 100)),
            Optional.empty(),
            1,
            1,
            true,
            List.of());
    Instant now = Instant.now();
    RunRecord record =
        new RunRecord(
            "forgets",
            "x",
            "digest",
            request,
            Optional.empty(),
            RunState.PUBLISHED,
            "publish",
            now,
            now,
            List.of(unlearned),
            Optional.empty());
    return new RunEntry(
        "forgets",
        request,
        new Trigger("lethe_unlearn", Optional.empty(), now, Optional.empty(), Optional.empty()),
        Optional.of(record));
  }

  private StoredItem model(String ref) {
    return new ModelCatalog(store)
        .list(List.of(run())).stream()
            .filter(item -> item.ref().equals(ref))
            .findFirst()
            .orElseThrow();
  }

  @Test
  void aModelIsKnownByTheRunThatMadeItAndItsManifest() {
    store.put(artifact(MADE), WEIGHTS);
    manifest(artifact(MADE), 12);

    StoredItem made = model(artifact(MADE).toString());
    assertThat(made.origin()).isEqualTo(Origin.UNLEARNED);
    assertThat(made.name()).contains("forgets");
    assertThat(made.architecture()).contains("resnet20s");
    assertThat(made.classes()).contains(7);
    assertThat(made.bytes()).isEqualTo(100);
    assertThat(made.records()).contains(12);
  }

  @Test
  void importsReleasesAndModelsThatRunsUseAreThere() {
    store.put(artifact(BROUGHT), WEIGHTS);
    store.put(Layout.imported(artifact(BROUGHT)), new byte[] {'\n'});
    store.put(Location.parse("s3://own/net.safetensors"), WEIGHTS);
    store.put(Location.parse("s3://models/by-hand.pt"), WEIGHTS);
    String version = "s3://released/tiny/versions/" + MADE.substring(0, 16);
    store.put(Location.parse(version + "/unlearned.safetensors"), WEIGHTS);
    store.put(Location.parse(version + "/mask.safetensors"), WEIGHTS);

    assertThat(model(artifact(BROUGHT).toString()).origin()).isEqualTo(Origin.IMPORTED);
    assertThat(model("s3://own/net.safetensors").classes()).contains(7);
    assertThat(model("s3://models/by-hand.pt").name()).contains("by-hand.pt");
    StoredItem released = model(version + "/unlearned.safetensors");
    assertThat(released.origin()).isEqualTo(Origin.RELEASED);
    assertThat(released.run()).contains("forgets");
    assertThat(released.name()).contains("tiny/" + MADE.substring(0, 16));
    assertThat(new ModelCatalog(store).list(List.of(run()))).hasSize(4);
  }

  @Test
  void otherArtifactsAndDamagedManifestsHideNothing() {
    store.put(artifact(MADE), WEIGHTS);
    store.put(Layout.manifest(artifact(MADE)), "no manifest".getBytes(US_ASCII));
    store.put(artifact("ef".repeat(32)), "a loss curve".getBytes(US_ASCII));

    assertThat(new ModelCatalog(store).list(List.of()))
        .singleElement()
        .satisfies(
            item -> {
              assertThat(item.ref()).isEqualTo(artifact(MADE).toString());
              assertThat(item.origin()).isEqualTo(Origin.FOUND);
              assertThat(item.records()).isEmpty();
            });
  }

  @Test
  void aDatasetIsItsFiles() {
    String imported = "s3://lethe/datasets/sha256/" + MADE.substring(0, 2) + "/" + MADE;
    store.put(Location.parse(imported + "/images/a.png"), new byte[10]);
    store.put(Location.parse(imported + "/images/b.png"), new byte[20]);
    store.put(Layout.imported(Location.parse(imported)), new byte[] {'\n'});
    store.put(Location.parse("s3://datasets/cifar10/data.bin"), new byte[30]);
    store.put(Location.parse("s3://own/data/one.png"), new byte[40]);
    store.put(Location.parse("s3://own/other/two.png"), new byte[50]);

    List<StoredItem> items = new DatasetCatalog(store).list(List.of(run()));

    assertThat(items)
        .extracting(StoredItem::ref)
        .containsExactlyInAnyOrder(imported, "s3://datasets/cifar10", "s3://own/data");
    assertThat(items)
        .filteredOn(item -> item.ref().equals(imported))
        .singleElement()
        .satisfies(
            item -> {
              assertThat(item.bytes()).isEqualTo(30);
              assertThat(item.files()).contains(2);
              assertThat(item.origin()).isEqualTo(Origin.IMPORTED);
            });
  }
}
