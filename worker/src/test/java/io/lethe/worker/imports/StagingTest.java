package io.lethe.worker.imports;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.formats.Digests;
import io.lethe.store.InMemoryObjectStore;
import io.lethe.store.Location;
import io.lethe.store.ObjectInfo;
import io.lethe.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagingTest {
  @TempDir Path folder;
  private final Staging staging = new Staging();
  private final ObjectStore store = new InMemoryObjectStore();

  @Test
  void stagedFilesAreSeenBeforeTheyAreStored() throws IOException {
    Path file = Files.writeString(folder.resolve("ids.txt"), "train/00001\n");
    Location location = staging.file(file);
    ObjectStore view = staging.over(store);

    assertThat(location.name()).isEqualTo(Digests.sha256(file));
    assertThat(view.read(location).bytes()).isEqualTo(Files.readAllBytes(file));
    assertThat(view.open(location, 6, 5).readAllBytes()).isEqualTo("00001".getBytes(UTF_8));
    assertThat(view.list(location.bucket(), "artifacts/").map(ObjectInfo::location))
        .containsExactly(location);
    assertThat(store.head(location)).isEmpty();

    staging.upload(store);
    assertThat(store.read(location).bytes()).isEqualTo(Files.readAllBytes(file));
  }

  @Test
  void theViewRefusesToWrite() throws IOException {
    Location location = staging.file(Files.writeString(folder.resolve("a"), "a"));
    assertThatThrownBy(() -> staging.over(store).put(location, new byte[1]))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("writes nothing");
  }

  @Test
  void aFolderHasTheSamePlaceWhereverItLies() throws IOException {
    Path one = Files.createDirectories(folder.resolve("one/train"));
    Files.writeString(one.resolve("a.png"), "x");
    Files.writeString(one.resolve(".hidden"), "not part of the data");
    Path two = Files.createDirectories(folder.resolve("elsewhere/two/train"));
    Files.writeString(two.resolve("a.png"), "x");

    Location first = staging.folder(folder.resolve("one"));
    assertThat(new Staging().folder(folder.resolve("elsewhere/two"))).isEqualTo(first);
    Files.writeString(two.resolve("a.png"), "y");
    assertThat(new Staging().folder(folder.resolve("elsewhere/two"))).isNotEqualTo(first);
    assertThat(staging.over(store).list(first.bucket(), first.key() + "/")).hasSize(1);
  }

  /**
   * History sees the name of a list: it must not tell whoever guesses the list that he is right.
   */
  @Test
  void listsAreNamedByTheRequestsOwnKeyAndAlikeWhenTypedAgain() {
    List<String> ids = List.of("train/00001", "train/00002");
    Location first = new StagedLists("mine", store, staging).stage(ids);
    staging.upload(store);
    assertThat(first.name()).doesNotContain(Digests.sha256("train/00001\ntrain/00002\n"));
    assertThat(new StagedLists("mine", store, new Staging()).stage(ids)).isEqualTo(first);
    assertThat(new StagedLists("other", store, new Staging()).stage(ids).name())
        .isNotEqualTo(first.name());
  }

  @Test
  void aManifestTravelsWithItsModel() throws IOException {
    Path model = Files.writeString(folder.resolve("m.safetensors"), "weights");
    Files.writeString(folder.resolve("m.safetensors.manifest.json"), "{}");
    Files.writeString(folder.resolve("m.safetensors.manifest.key"), "key");
    Location location = staging.weights(model);
    staging.upload(store);
    assertThat(store.list(location.bucket(), location.key()).map(i -> i.location().name()))
        .containsExactly(
            location.name(), location.name() + ".manifest.json", location.name() + ".manifest.key");
  }
}
