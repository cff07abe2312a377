package io.lethe.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheFolderTest {
  @TempDir Path folder;

  @Test
  void aFullDiskIsSaidLeavesNothingAndIsNoMatterOnceThereIsRoom() throws IOException {
    InMemoryObjectStore store = new InMemoryObjectStore();
    store.createBucketIfMissing("lethe");
    try (TinyDisk disk = TinyDisk.mount(folder.resolve("disk"), 4 << 20)) {
      Path cache = disk.folder().resolve("cache");
      ContentStore content = new ContentStore(store, "lethe", cache);
      StoredArtifact artifact = content.put(new byte[1_500_000]);
      Path filler = disk.fill(1 << 20);

      assertThatThrownBy(() -> content.fetch(artifact))
          .isInstanceOf(LocalDiskException.class)
          .hasMessageContaining("cache folder " + cache)
          .hasMessageContaining("No space left on device")
          .hasMessageContaining("bytes free")
          .hasMessageContaining("1,500,000 needed");
      assertThat(files(cache)).isEmpty();

      Files.delete(filler);
      assertThat(content.fetch(artifact)).hasSize(1_500_000);
    }
  }

  private static Stream<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList().stream();
    }
  }

  @Test
  void aFolderThatCannotBeMadeIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "in the way");
    CacheFolder cache = new CacheFolder(file.resolve("cache"));
    assertThatThrownBy(() -> cache.fetch(OptionalLong::empty, false, part -> part))
        .isInstanceOf(LocalDiskException.class)
        .hasMessageContaining(file.toString());
  }

  /** A process that is killed removes nothing; later ones do, but not what others are fetching. */
  @Test
  void whatAKilledProcessLeftIsRemovedAfterADay() throws IOException {
    CacheFolder cache = new CacheFolder(folder);
    Path old = Files.createDirectories(folder.resolve("fetch-1")).resolve("image.png");
    Files.writeString(old, "half");
    Instant twoDaysAgo = Instant.now().minus(Duration.ofDays(2));
    Files.setLastModifiedTime(old.getParent(), FileTime.from(twoDaysAgo));
    Path fresh = Files.writeString(folder.resolve("fetch-2.part"), "half");
    Path entry = Files.writeString(folder.resolve("entry"), "whole");
    Files.setLastModifiedTime(entry, FileTime.from(twoDaysAgo));

    cache.fetch(OptionalLong::empty, false, part -> part);

    assertThat(old.getParent()).doesNotExist();
    assertThat(fresh).exists();
    assertThat(entry).exists();
  }
}
