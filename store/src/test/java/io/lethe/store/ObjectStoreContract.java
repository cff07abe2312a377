package io.lethe.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every {@link ObjectStore} must do. An implementation's test extends this class and says
 * which store; each test works under keys of its own, so one server serves them all.
 */
public abstract class ObjectStoreContract extends FencingContract {
  @TempDir Path local;

  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private byte[] content(Location location) throws IOException {
    try (InputStream in = store().open(location)) {
      return in.readAllBytes();
    }
  }

  private byte[] range(Location location, long offset, long length) throws IOException {
    try (InputStream in = store().open(location, offset, length)) {
      return in.readAllBytes();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1000, 200_000})
  void bytesComeBackAsTheyWerePut(int length) throws IOException {
    Location a = at("a");
    String etag = store().put(a, noise(length));
    assertThat(content(a)).isEqualTo(noise(length));
    assertThat(store().read(a)).isEqualTo(new Versioned(noise(length), etag));
    assertThat(store().head(a)).map(ObjectInfo::size).contains((long) length);
    assertThat(store().head(a)).map(ObjectInfo::etag).contains(etag);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 70_000, 12_000_000})
  void filesComeBackAsTheyWerePut(int length) throws IOException {
    Path file = Files.write(local.resolve("file"), noise(length));
    Location a = at("a");
    store().put(a, file);
    assertThat(content(a)).isEqualTo(noise(length));
    assertThat(store().head(a)).map(ObjectInfo::size).contains((long) length);
  }

  @Test
  void largeBytesComeBackAsTheyWerePut() throws IOException {
    store().put(at("large"), noise(12_000_000));
    assertThat(content(at("large"))).isEqualTo(noise(12_000_000));
  }

  @Test
  void aFileInSeveralPartsComesBackWhole() throws IOException {
    Path file = local.resolve("parts");
    try (var channel =
        Files.newByteChannel(
            file,
            java.nio.file.StandardOpenOption.CREATE_NEW,
            java.nio.file.StandardOpenOption.WRITE)) {
      channel.position(70L << 20).write(java.nio.ByteBuffer.wrap(noise(5)));
    }
    store().put(at("parts"), file);
    assertThat(store().head(at("parts"))).map(ObjectInfo::size).contains((70L << 20) + 5);
    assertThat(range(at("parts"), 70L << 20, 100)).isEqualTo(noise(5));
  }

  @Test
  void aRangeIsCutAtTheEndOfTheObject() throws IOException {
    Location a = at("a");
    store().put(a, "0123456789".getBytes(UTF_8));
    assertThat(range(a, 0, 3)).asString(UTF_8).isEqualTo("012");
    assertThat(range(a, 4, 1)).asString(UTF_8).isEqualTo("4");
    assertThat(range(a, 7, 100)).asString(UTF_8).isEqualTo("789");
  }

  @Test
  void puttingAgainReplacesAndChangesTheVersionTag() throws IOException {
    Location a = at("a");
    String first = store().put(a, "one".getBytes(UTF_8));
    String second = store().put(a, "two".getBytes(UTF_8));
    assertThat(content(a)).asString(UTF_8).isEqualTo("two");
    assertThat(second).isNotEqualTo(first);
    assertThat(store().read(a).etag()).isEqualTo(second);
  }

  @Test
  void theTimeOfWritingIsNow() {
    store().put(at("a"), noise(1));
    assertThat(store().head(at("a")).orElseThrow().lastModified())
        .isBetween(
            Instant.now().minus(Duration.ofMinutes(5)), Instant.now().plus(Duration.ofMinutes(5)));
  }

  @Test
  void aMissingObjectIsSaidToBeMissingByName() {
    Location missing = at("missing");
    assertThat(store().head(missing)).isEmpty();
    assertThat(store().find(missing)).isEmpty();
    List<Callable<?>> reads =
        List.of(
            () -> store().open(missing),
            () -> store().open(missing, 0, 1),
            () -> store().read(missing));
    for (Callable<?> read : reads) {
      assertThatThrownBy(read::call)
          .isInstanceOf(ObjectNotFoundException.class)
          .hasMessageContaining(missing.toString());
    }
  }

  @Test
  void aMissingBucketIsSaidToBeMissingByName() {
    Location lost =
        new Location("no-such-bucket-" + UUID.randomUUID().toString().substring(0, 8), "k");
    assertThat(store().head(lost)).isEmpty();
    assertThat(store().find(lost)).isEmpty();
    assertThat(store().list(lost.bucket(), "")).isEmpty();
    List<Callable<?>> calls =
        List.of(
            () -> store().open(lost),
            () -> store().put(lost, noise(1)),
            () -> store().putIfAbsent(lost, noise(1)));
    for (Callable<?> call : calls) {
      assertThatThrownBy(call::call)
          .isInstanceOf(ObjectNotFoundException.class)
          .hasMessageContaining(lost.toString())
          .hasMessageContaining("bucket '" + lost.bucket() + "' does not exist");
    }
  }

  @Test
  void deletedObjectsAreGoneAndDeletingAgainIsNoError() {
    Location a = at("a");
    store().put(a, noise(1));
    store().delete(a);
    store().delete(a);
    assertThat(store().head(a)).isEmpty();
  }

  @Test
  void aBucketMayBeCreatedAgainAlsoBySeveralAtOnce() throws Exception {
    String bucket = "race-" + UUID.randomUUID();
    List<Callable<Void>> creators =
        Collections.nCopies(
            8,
            () -> {
              store().createBucketIfMissing(bucket);
              return null;
            });
    inParallel(creators);
    Location a = new Location(bucket, "a");
    store().put(a, noise(3));
    store().createBucketIfMissing(bucket);
    assertThat(store().read(a).bytes()).isEqualTo(noise(3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain.txt",
        "with space",
        "plus+and=equals&amp;",
        "percent%20literal",
        "umlaut-äöü",
        "漢字/かな",
        "emoji-😀",
        "quote'\"<>",
        "deep/er/and/deep/er",
        "dots..and...more",
      })
  void unusualKeysAreKeptLiterally(String name) {
    Location a = at(name);
    store().put(a, name.getBytes(UTF_8));
    assertThat(store().read(a).bytes()).asString(UTF_8).isEqualTo(name);
    try (Stream<ObjectInfo> listed = store().list(BUCKET, folder + "/")) {
      assertThat(listed.map(ObjectInfo::location)).containsExactly(a);
    }
    store().delete(a);
    assertThat(store().head(a)).isEmpty();
  }

  @Test
  void aListingOfMoreThanAThousandKeysIsCompleteInOrderAndWithinItsPrefix() {
    List<String> names =
        new ArrayList<>(IntStream.range(0, 1100).mapToObj("k/%04d"::formatted).toList());
    Collections.shuffle(names, new Random(1));
    names.parallelStream().forEach(name -> store().put(at(name), noise(1)));
    store().put(at("j"), noise(1));
    store().put(at("kk"), noise(1));
    Collections.sort(names);
    try (Stream<ObjectInfo> listed = store().list(BUCKET, folder + "/k/")) {
      assertThat(listed.map(info -> info.location().key().substring(folder.length() + 1)))
          .containsExactlyElementsOf(names);
    }
  }

  @Test
  void aListingMatchesTextNotFoldersAndOrdersByCharacter() {
    for (String name : List.of("a/b", "a-b", "ab", "a0", "A", "b")) {
      store().put(at(name), noise(name.length()));
    }
    try (Stream<ObjectInfo> listed = store().list(BUCKET, folder + "/a")) {
      assertThat(listed.map(info -> info.location().key().substring(folder.length() + 1)))
          .containsExactly("a-b", "a/b", "a0", "ab");
    }
    try (Stream<ObjectInfo> listed = store().list(BUCKET, folder + "/nothing")) {
      assertThat(listed).isEmpty();
    }
  }

  @Test
  void listedVersionTagsAndSizesAreThoseOfHead() {
    store().put(at("a"), noise(17));
    try (Stream<ObjectInfo> listed = store().list(BUCKET, folder)) {
      ObjectInfo info = listed.findFirst().orElseThrow();
      ObjectInfo head = store().head(at("a")).orElseThrow();
      assertThat(info.size()).isEqualTo(17);
      assertThat(info.etag()).isEqualTo(head.etag());
    }
  }

  @Test
  void putIfAbsentWritesOnlyTheFirst() {
    Location a = at("a");
    Optional<String> first = store().putIfAbsent(a, "one".getBytes(UTF_8));
    assertThat(first).isPresent();
    assertThat(store().putIfAbsent(a, "two".getBytes(UTF_8))).isEmpty();
    assertThat(store().read(a)).isEqualTo(new Versioned("one".getBytes(UTF_8), first.get()));
  }

  @Test
  void putIfMatchWritesOnlyOverTheVersionItNames() {
    Location a = at("a");
    String first = store().put(a, "one".getBytes(UTF_8));
    Optional<String> second = store().putIfMatch(a, "two".getBytes(UTF_8), first);
    assertThat(second).isPresent();
    assertThat(store().putIfMatch(a, "three".getBytes(UTF_8), first)).isEmpty();
    assertThat(store().read(a)).isEqualTo(new Versioned("two".getBytes(UTF_8), second.get()));
  }

  @Test
  void putIfMatchNeverCreates() {
    String etag = store().put(at("other"), noise(1));
    assertThat(store().putIfMatch(at("missing"), noise(1), etag)).isEmpty();
    assertThat(store().head(at("missing"))).isEmpty();
  }

  @Test
  void smallObjectsHaveALimit() {
    byte[] large = new byte[ObjectStore.MAX_SMALL_BYTES + 1];
    assertThatThrownBy(() -> store().putIfAbsent(at("large"), large))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(at("large").toString());
    store().put(at("large"), large);
    assertThatThrownBy(() -> store().read(at("large")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(at("large").toString());
    byte[] largest = new byte[ObjectStore.MAX_SMALL_BYTES];
    assertThat(store().putIfAbsent(at("largest"), largest)).isPresent();
    assertThat(store().read(at("largest")).bytes()).hasSize(largest.length);
  }

  @Test
  void ofManyWhoCreateAtOnceExactlyOneDoes() throws Exception {
    List<Callable<Boolean>> writers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      byte[] own = noise(i + 1);
      writers.add(() -> store().putIfAbsent(at("a"), own).isPresent());
    }
    assertThat(inParallel(writers)).containsOnlyOnce(true);
  }
}
