package io.lethe.store;

import static io.lethe.store.FaultProxy.listings;
import static io.lethe.store.FaultProxy.requests;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.lethe.store.FaultProxy.Answer;
import io.lethe.store.FaultProxy.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each fault either heals unseen or ends in the exception that says who can mend it. */
@Timeout(60)
class StoreFaultsTest {
  private static final int ALWAYS = Integer.MAX_VALUE;

  /** Longer than a busy machine keeps anybody waiting: only {@link Faults#silence} lasts longer. */
  private static final Duration SILENCE = Duration.ofSeconds(30);

  /** Of the store that is used where silence is waited out. */
  private static final Duration SHORT_SILENCE = Duration.ofSeconds(5);

  private static final Duration PAUSE = Duration.ofMillis(2);
  private static final String BUCKET = "faults";
  private static final byte[] BODY = noise(200_000);

  private static MinioServer server;
  private static FaultProxy proxy;
  private static ObjectStore direct;
  private static ObjectStore store;
  private static ObjectStore impatient;

  private final Location place = new Location(BUCKET, "k-" + UUID.randomUUID());

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    server = MinioServer.start(folder);
    proxy = new FaultProxy(server.settings().endpoint());
    direct = new MinioObjectStore(server.settings());
    direct.createBucketIfMissing(BUCKET);
    store = behindProxy(server.settings(), SILENCE);
    impatient = behindProxy(server.settings(), SHORT_SILENCE);
  }

  private static ObjectStore behindProxy(StoreSettings settings, Duration silence) {
    return new MinioObjectStore(
        StoreSettings.of(proxy.endpoint(), settings.accessKey(), settings.secretKey()),
        silence,
        silence,
        PAUSE);
  }

  @AfterAll
  static void stop() throws IOException {
    if (server != null) {
      store.close();
      impatient.close();
      direct.close();
      proxy.close();
      server.close();
    }
  }

  @AfterEach
  void heal() {
    proxy.heal();
  }

  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private byte[] readAll() throws IOException {
    try (InputStream in = store.open(place)) {
      return in.readAllBytes();
    }
  }

  static Stream<Arguments> passing() {
    return Stream.of(
        arguments("500", Faults.error(500, "InternalError")),
        arguments("503", Faults.error(503, "SlowDown")),
        arguments("429", Faults.error(429, "TooManyRequests")),
        arguments("502", Faults.badGateway()),
        arguments("garbled", Faults.garbledError()),
        arguments("reset", Faults.reset()),
        arguments("lost answer", Faults.lostAnswer()),
        arguments("late", Faults.late(Duration.ofMillis(100))));
  }

  /** Every call of the port, each met by the fault twice in a row. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("passing")
  void whatPassesIsNotSeen(String name, Fault fault) throws IOException {
    proxy.inject(requests("PUT", place.key()), 2, fault);
    String etag = store.put(place, BODY);
    proxy.inject(requests("HEAD", place.key()), 2, fault);
    assertThat(store.head(place)).map(ObjectInfo::etag).contains(etag);
    proxy.inject(requests("GET", place.key()), 2, fault);
    assertThat(store.read(place).bytes()).isEqualTo(BODY);
    proxy.inject(requests("GET", place.key()), 2, fault);
    assertThat(readAll()).isEqualTo(BODY);
    proxy.inject(listings(place.key()), 2, fault);
    assertThat(store.list(BUCKET, place.key())).hasSize(1);
    proxy.inject(requests("DELETE", place.key()), 2, fault);
    store.delete(place);
    assertThat(direct.head(place)).isEmpty();
    proxy.inject(requests("HEAD", "/" + BUCKET), 2, fault);
    store.createBucketIfMissing(BUCKET);
  }

  /** Met by the fault, a conditional write is carried out once and known to be one's own. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("passing")
  void aConditionalWriteIsNotTakenForAStrangers(String name, Fault fault) {
    proxy.inject(requests("PUT", place.key()), 2, fault);
    Optional<String> created = store.putIfAbsent(place, new byte[] {1});
    assertThat(created).isPresent();
    proxy.inject(requests("PUT", place.key()), 2, fault);
    Optional<String> changed = store.putIfMatch(place, new byte[] {2}, created.orElseThrow());
    assertThat(changed).contains(direct.read(place).etag());
    assertThat(direct.read(place).bytes()).containsExactly(2);
    proxy.inject(requests("PUT", place.key()), 2, fault);
    assertThat(store.putIfMatch(place, new byte[] {3}, created.orElseThrow())).isEmpty();
    proxy.inject(requests("PUT", place.key()), 2, fault);
    assertThat(store.putIfAbsent(place, new byte[] {2})).as("the same bytes again").isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("passing")
  void aCounterGivesNoNumberTwice(String name, Fault fault) {
    CounterObject counter = new CounterObject(store, place);
    for (int expected = 1; expected <= 3; expected++) {
      proxy.inject(requests("PUT", place.key()), 2, fault);
      assertThat(counter.next()).isEqualTo(expected);
    }
    assertThat(new CounterObject(direct, place).current()).isEqualTo(3);
  }

  /** The bytes of a write whose answer never came are there; the write counts. */
  @Test
  void aConditionalWriteThatOnlySeemedToHangIsFoundOut() {
    proxy.inject(requests("PUT", place.key()), 1, Faults.silence());
    assertThat(impatient.putIfAbsent(place, new byte[] {1})).contains(direct.read(place).etag());
  }

  static Stream<Arguments> lasting() {
    return Stream.of(
        arguments("500", Faults.error(500, "InternalError"), StoreUnavailableException.class),
        arguments("503", Faults.error(503, "SlowDown"), StoreUnavailableException.class),
        arguments("429", Faults.error(429, "TooManyRequests"), StoreUnavailableException.class),
        arguments("502", Faults.badGateway(), StoreUnavailableException.class),
        arguments("garbled", Faults.garbledError(), StoreUnavailableException.class),
        arguments("reset", Faults.reset(), StoreUnavailableException.class),
        arguments("empty 200", Faults.emptySuccess(), StoreUnavailableException.class),
        arguments("redirect", Faults.error(307, "Redirect"), StoreException.class),
        arguments(
            "clock", Faults.error(403, "RequestTimeTooSkewed"), StoreUnavailableException.class),
        arguments("denied", Faults.error(403, "AccessDenied"), StoreAccessDeniedException.class),
        arguments("expired", Faults.error(400, "ExpiredToken"), StoreAccessDeniedException.class),
        arguments("no bucket", Faults.error(404, "NoSuchBucket"), ObjectNotFoundException.class));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lasting")
  void whatLastsIsSaidWithTheObjectsName(
      String name, Fault fault, Class<? extends StoreException> type) {
    direct.put(place, BODY);
    proxy.inject(requests("PUT", place.key()), ALWAYS, fault);
    proxy.inject(requests("GET", place.key()), ALWAYS, fault);
    proxy.inject(requests("DELETE", place.key()), ALWAYS, fault);
    assertSaid(catchThrowable(() -> store.put(place, BODY)), type);
    assertSaid(catchThrowable(() -> store.putIfAbsent(place, BODY)), type);
    assertSaid(catchThrowable(() -> store.read(place)), type);
    assertSaid(catchThrowable(this::readAll), type);
    if (!name.equals("empty 200") && !name.equals("no bucket")) {
      assertSaid(catchThrowable(() -> store.delete(place)), type);
    }
  }

  private void assertSaid(Throwable thrown, Class<? extends StoreException> type) {
    assertThat(thrown).isInstanceOf(type).hasMessageContaining(place.toString());
    assertThat(thrown.getMessage())
        .doesNotContain("<html>")
        .doesNotContain(server.settings().secretKey());
  }

  @Test
  void anEmptyAnswerToHeadOrListIsNotTakenForNothing() {
    direct.put(place, BODY);
    proxy.inject(requests("HEAD", place.key()), ALWAYS, Faults.emptySuccess());
    assertSaid(catchThrowable(() -> store.head(place)), StoreUnavailableException.class);
    proxy.inject(listings(place.key()), ALWAYS, Faults.emptySuccess());
    assertSaid(
        catchThrowable(() -> store.list(BUCKET, place.key()).toList()),
        StoreUnavailableException.class);
  }

  @Test
  void aWrongClockIsSaidWithBothTimes() {
    proxy.inject(requests("PUT", place.key()), ALWAYS, Faults.error(403, "RequestTimeTooSkewed"));
    assertThatThrownBy(() -> store.put(place, BODY))
        .hasMessageContaining("this machine's clock says 20");
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        arguments("reset in mid-body", Faults.resetInBody()),
        arguments("truncated", Faults.truncated()));
  }

  /** An answer that breaks off is asked for again from there on. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("broken")
  void aBrokenBodyIsReadOn(String name, Fault fault) throws IOException {
    direct.put(place, BODY);
    proxy.inject(requests("GET", place.key()), 3, fault);
    assertThat(readAll()).isEqualTo(BODY);
    proxy.inject(requests("GET", place.key()), 2, fault);
    try (InputStream in = store.open(place, 1000, 100_000)) {
      assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(BODY, 1000, 101_000));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("broken")
  void aBodyThatAlwaysBreaksIsUnavailable(String name, Fault fault) {
    direct.put(place, BODY);
    proxy.inject(requests("GET", place.key()), ALWAYS, fault);
    assertThatThrownBy(this::readAll)
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining(place.toString())
        .hasMessageContaining("broke off at byte");
  }

  @Test
  void aBodyIsNotReadOnInAnotherVersion() {
    direct.put(place, BODY);
    proxy.inject(
        requests("GET", place.key()),
        1,
        exchange -> {
          Answer answer = exchange.forward();
          exchange.sendPart(answer, BODY.length / 2);
          direct.put(place, noise(BODY.length + 1));
          exchange.reset();
        });
    assertThatThrownBy(this::readAll)
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("replaced or removed while it was being read");
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        arguments("flipped bit", Faults.flippedBit()),
        arguments("shorter than the object", Faults.shortened()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrong")
  void wrongBytesAreNoticedAndReadAgain(String name, Fault fault) {
    direct.put(place, BODY);
    proxy.inject(requests("GET", place.key()), 1, fault);
    assertThat(store.read(place).bytes()).isEqualTo(BODY);
    proxy.inject(requests("GET", place.key()), ALWAYS, fault);
    assertThatThrownBy(this::readAll)
        .isInstanceOf(DigestMismatchException.class)
        .hasMessageContaining(place.toString());
    assertThatThrownBy(() -> store.read(place)).isInstanceOf(DigestMismatchException.class);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrong")
  void anArtifactThatArrivesWrongIsFetchedAgain(String name, Fault fault, @TempDir Path cache)
      throws IOException {
    ContentStore content = new ContentStore(store, BUCKET, cache);
    StoredArtifact artifact = content.put(BODY);
    proxy.inject(requests("GET", artifact.sha256()), 1, fault);
    assertThat(Files.readAllBytes(content.fetch(artifact))).isEqualTo(BODY);
    Files.delete(content.fetch(artifact));
    proxy.inject(requests("GET", artifact.sha256()), ALWAYS, fault);
    assertThatThrownBy(() -> content.fetch(artifact))
        .isInstanceOf(DigestMismatchException.class)
        .hasMessageContaining(artifact.sha256());
    try (Stream<Path> left = Files.walk(cache)) {
      assertThat(left.filter(Files::isRegularFile)).isEmpty();
    }
  }

  /** A write that breaks off leaves the object as it was, and is repeated whole. */
  @Test
  void anUploadThatBreaksInMidBodyIsRepeated(@TempDir Path folder) throws IOException {
    byte[] large = noise(3_000_000);
    proxy.inject(requests("PUT", place.key()), 2, Faults.resetInRequest(50_000));
    store.put(place, Files.write(folder.resolve("large"), large));
    assertThat(direct.read(place).bytes()).isEqualTo(large);
    proxy.inject(requests("PUT", place.key()), ALWAYS, Faults.resetInRequest(50_000));
    assertThatThrownBy(() -> store.put(place, noise(2_000_000)))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining(place.toString());
    assertThat(direct.read(place).bytes()).isEqualTo(large);
  }

  /** A server that says nothing is given up after one timeout, whatever is asked of it. */
  @Test
  void silenceIsNotWaitedForTwice() {
    direct.put(place, BODY);
    proxy.inject(requests("GET", place.key()), ALWAYS, Faults.silence());
    assertThatThrownBy(() -> impatient.read(place))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining(place.toString());
    assertThat(proxy.seen()).filteredOn(requests("GET", place.key())).hasSize(1);
  }

  @Test
  void anObjectDeletedWhileItsBodyBreaksIsSaid() {
    direct.put(place, BODY);
    proxy.inject(
        requests("GET", place.key()),
        1,
        exchange -> {
          Answer answer = exchange.forward();
          exchange.sendPart(answer, BODY.length / 2);
          direct.delete(place);
          exchange.close();
        });
    assertThatThrownBy(this::readAll)
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("removed while it was being read");
    assertThatThrownBy(this::readAll)
        .isInstanceOf(ObjectNotFoundException.class)
        .hasMessageContaining(place.toString());
  }

  @Test
  void anOldListingShowsOldNamesOnly() {
    direct.put(place.resolve("a"), BODY);
    proxy.inject(listings(place.key()), ALWAYS, Faults.stale());
    assertThat(store.list(BUCKET, place.key())).hasSize(1);
    direct.put(place.resolve("b"), BODY);
    direct.delete(place.resolve("a"));
    assertThat(store.list(BUCKET, place.key()).map(info -> info.location().name()))
        .containsExactly("a");
    assertThatThrownBy(() -> store.read(place.resolve("a")))
        .isInstanceOf(ObjectNotFoundException.class);
  }
}
