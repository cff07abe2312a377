package io.lethe.activities.inputs;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.activities.InterruptedStore;
import io.lethe.activities.Layout;
import io.lethe.formats.ManifestKey;
import io.lethe.formats.TrainingManifest;
import io.lethe.store.InMemoryObjectStore;
import io.lethe.store.Location;
import io.lethe.store.ObjectStore;
import io.lethe.unlearning.data.Partition;
import io.lethe.unlearning.data.RecordIndex;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attempts at one model that meet, one of them asleep for a while. */
class ManifestsTest {
  private static final List<String> IDS = List.of("a", "b", "c");
  private static final Location MODEL = new Location("lethe", "artifacts/model");

  private final ObjectStore store = new InMemoryObjectStore();
  private final RecordIndex index =
      new RecordIndex(
          1,
          IDS,
          new int[3],
          List.of(),
          Collections.nCopies(3, Partition.TRAIN).toArray(new Partition[0]));

  @BeforeEach
  void createBucket() {
    store.createBucketIfMissing("lethe");
  }

  private static Manifests fresh() {
    ManifestKey key = ManifestKey.generate();
    return new Manifests(TrainingManifest.of(IDS, key, "0".repeat(64)), key, false);
  }

  private Optional<Manifests> stored() {
    return Manifests.beside(store, MODEL);
  }

  /**
   * Each attempt draws a key of its own. One that slept between key and manifest used to leave its
   * manifest beside the other's key, so that the model seemed to know nobody.
   */
  @ParameterizedTest
  @ValueSource(strings = {".manifest.key", ".manifest.json"})
  void manifestAndKeyBelongTogetherWhoeverSlept(String between) {
    ObjectStore interrupted =
        InterruptedStore.beforeWriting(
            store, between, () -> fresh().storeBeside(store, MODEL, index, List.of("c")));

    fresh().storeBeside(interrupted, MODEL, index, List.of());

    assertThat(stored().orElseThrow().isExactly(List.of("a", "b"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "c"})
  void storingAgainChangesNothingButWhatIsForgotten(String forgotten) {
    fresh().storeBeside(store, MODEL, index, List.of(forgotten));
    String before = store.read(Layout.manifest(MODEL)).etag();

    fresh().storeBeside(store, MODEL, index, List.of(forgotten));

    assertThat(store.read(Layout.manifest(MODEL)).etag()).isEqualTo(before);
    assertThat(stored().orElseThrow().manifest().size()).isEqualTo(2);
  }
}
