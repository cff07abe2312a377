package io.lethe.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.formats.Digests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentStoreTest {
  private static final byte[] BYTES = "weights".getBytes(UTF_8);
  private static final String SHA256 = Digests.sha256(BYTES);

  private final ObjectStore store = new InMemoryObjectStore();
  @TempDir Path folder;
  private ContentStore content;

  @BeforeEach
  void createStore() {
    store.createBucketIfMissing("lethe");
    content = new ContentStore(store, ContentStore.DEFAULT_BUCKET, folder.resolve("cache"));
  }

  private List<Path> cacheFiles() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("cache"))) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void artifactsAreNamedByTheirDigest() throws IOException {
    StoredArtifact artifact = content.put(BYTES);
    assertThat(artifact.location())
        .hasToString("s3://lethe/artifacts/sha256/" + SHA256.substring(0, 2) + "/" + SHA256);
    assertThat(artifact).isEqualTo(new StoredArtifact(artifact.location(), SHA256, 7));
    assertThat(content.put(Files.write(folder.resolve("a"), BYTES))).isEqualTo(artifact);
    assertThat(content.find(SHA256)).contains(artifact);
    assertThat(content.find(Digests.sha256("other"))).isEmpty();
  }

  @Test
  void whatIsThereIsNotUploadedAgain() {
    StoredArtifact artifact = content.put(BYTES);
    String etag = store.head(artifact.location()).orElseThrow().etag();
    content.put(BYTES);
    assertThat(store.head(artifact.location()).orElseThrow().etag()).isEqualTo(etag);
  }

  @Test
  void anObjectOfAnotherSizeIsReplaced() {
    store.put(content.locationOf(SHA256), new byte[3]);
    content.put(BYTES);
    assertThat(store.read(content.locationOf(SHA256)).bytes()).isEqualTo(BYTES);
  }

  @Test
  void aFetchedCopyIsVerifiedAndKept() throws IOException {
    StoredArtifact artifact = content.put(BYTES);
    Path copy = content.fetch(artifact);
    assertThat(copy).hasBinaryContent(BYTES);
    store.delete(artifact.location());
    assertThat(content.fetch(artifact)).isEqualTo(copy);
    assertThat(cacheFiles()).containsExactly(copy);
  }

  @Test
  void aDamagedCopyIsFetchedAgain() throws IOException {
    StoredArtifact artifact = content.put(BYTES);
    Files.writeString(content.fetch(artifact), "weighty");
    assertThat(content.fetch(artifact)).hasBinaryContent(BYTES);
  }

  @Test
  void anObjectWithOtherBytesIsRefusedLoudlyAndLeavesNothingBehind() throws IOException {
    StoredArtifact artifact = content.put(BYTES);
    store.put(artifact.location(), "weighty".getBytes(UTF_8));
    assertThatThrownBy(() -> content.fetch(artifact))
        .isInstanceOf(DigestMismatchException.class)
        .hasMessageContaining(artifact.location().toString())
        .hasMessageContaining("expected " + SHA256)
        .hasMessageContaining("found " + Digests.sha256("weighty"));
    assertThat(cacheFiles()).isEmpty();
  }

  @Test
  void aMissingObjectIsNamedAndLeavesNothingBehind() throws IOException {
    Location missing = new Location("lethe", "missing");
    assertThatThrownBy(() -> content.fetch(missing, SHA256))
        .isInstanceOf(ObjectNotFoundException.class)
        .hasMessageContaining("s3://lethe/missing");
    assertThatThrownBy(() -> content.identify(missing)).isInstanceOf(ObjectNotFoundException.class);
    assertThat(cacheFiles()).isEmpty();
  }

  @Test
  void anObjectWithoutDigestIsIdentifiedAndThenCached() {
    Location model = new Location("lethe", "models/a.safetensors");
    store.put(model, BYTES);
    StoredArtifact artifact = content.identify(model);
    assertThat(artifact).isEqualTo(new StoredArtifact(model, SHA256, 7));
    store.delete(model);
    assertThat(content.fetch(artifact)).hasBinaryContent(BYTES);
  }

  @Test
  void aDigestMustBeOne() {
    for (String wrong :
        List.of("", "abc", SHA256.toUpperCase(java.util.Locale.ROOT), "../" + SHA256)) {
      assertThatThrownBy(() -> content.locationOf(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("64");
    }
  }
}
