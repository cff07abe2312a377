package io.lethe.activities;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.activities.inputs.DatasetCache;
import io.lethe.activities.inputs.LoadedDataset;
import io.lethe.store.DelegatingObjectStore;
import io.lethe.store.InMemoryObjectStore;
import io.lethe.store.LocalDiskException;
import io.lethe.store.Location;
import io.lethe.store.TinyDisk;
import io.lethe.workflows.request.DatasetSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetCacheTest {
  private static final String GA = "method: {name: ga}\n";

  @TempDir Path folder;

  private final InMemoryObjectStore objects = new InMemoryObjectStore();
  private final AtomicInteger opened = new AtomicInteger();
  private final DelegatingObjectStore store =
      new DelegatingObjectStore(objects) {
        @Override
        public InputStream open(Location location) {
          opened.incrementAndGet();
          return super.open(location);
        }
      };

  @BeforeEach
  void storeData() {
    TinyData.store(objects);
  }

  private LoadedDataset open(Path cache) {
    DatasetSpec spec = TinyData.train("cached", "").dataset();
    return new DatasetCache(cache).open(store, spec, 3);
  }

  @Test
  void aDataSetIsFetchedOnce() {
    String sha256 = open(folder).sha256();
    int files = opened.get();
    assertThat(open(folder).sha256()).isEqualTo(sha256);
    assertThat(opened).hasValue(files);
  }

  @Test
  void aFileOfManyRecordsIsDecodedOnceAProcess() {
    objects.put(new Location("data", "cifar100/train.bin"), new byte[2 * 3074]);
    DatasetSpec spec =
        TinyData.unlearn("many", "s3://data/cifar100", "s3://x/y", "{class: 0}", GA).dataset();
    DatasetCache cache = new DatasetCache(folder);
    LoadedDataset first = cache.open(store, spec, 100);
    assertThat(first.data().index().ids(new int[] {0, 1}))
        .containsExactly("train/00000", "train/00001");
    assertThat(cache.open(store, spec, 100)).isSameAs(first);
    assertThat(opened).hasValue(1);
  }

  @Test
  void aDamagedCopyIsFetchedAgain() throws IOException {
    String sha256 = open(folder).sha256();
    int files = opened.get();
    Path image = folder.resolve(sha256).resolve("train/c1/05.png");
    byte[] bytes = Files.readAllBytes(image);
    bytes[bytes.length / 2] ^= 1;
    Files.write(image, bytes);
    assertThat(open(folder).sha256()).isEqualTo(sha256);
    assertThat(opened).hasValue(2 * files);
    Files.delete(image);
    assertThat(open(folder).sha256()).isEqualTo(sha256);
    assertThat(image).exists();
    try (Stream<Path> notes = Files.list(folder.resolve("listing"))) {
      Files.write(notes.findFirst().orElseThrow(), new byte[0]);
    }
    assertThat(open(folder).sha256()).isEqualTo(sha256);
    assertThat(opened).hasValue(4 * files);
  }

  @Test
  void aFullDiskIsSaidLeavesNothingAndIsNoMatterOnceThereIsRoom() throws IOException {
    try (TinyDisk disk = TinyDisk.mount(folder.resolve("disk"), 2 << 20)) {
      Path cache = disk.folder().resolve("datasets");
      Path filler = disk.fill(64 << 10);
      assertThatThrownBy(() -> open(cache))
          .isInstanceOf(LocalDiskException.class)
          .hasMessageContaining("cache folder " + cache)
          .hasMessageContaining("No space left on device")
          .hasMessageContaining("bytes free")
          .hasMessageContaining("needed");
      try (Stream<Path> left = Files.list(cache)) {
        assertThat(left).isEmpty();
      }
      Files.delete(filler);
      assertThat(open(cache).data().index().size()).isPositive();
    }
  }
}
