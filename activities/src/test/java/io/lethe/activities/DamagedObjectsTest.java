package io.lethe.activities;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.lethe.activities.inputs.Manifests;
import io.lethe.activities.inputs.RequestKey;
import io.lethe.activities.slice.SliceSettings;
import io.lethe.formats.MalformedFileException;
import io.lethe.store.DelegatingObjectStore;
import io.lethe.store.InMemoryObjectStore;
import io.lethe.store.Location;
import io.lethe.store.ObjectInfo;
import io.lethe.store.ObjectStore;
import io.lethe.workflows.contract.ArtifactRef;
import io.lethe.workflows.contract.Failure;
import io.lethe.workflows.contract.FailureKind;
import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.contract.RunResult;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.request.Request;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A bit flips in each kind of object that a run reads, or the object loses its content: the run
 * ends with the weights of an undisturbed one, or in a failure that names the object.
 */
class DamagedObjectsTest {
  private static final List<String> FORGET = List.of("train/c0/03.png", "train/c2/07.png");
  private static final InMemoryObjectStore ORIGIN = new InMemoryObjectStore();

  private static String model;
  private static String data;
  private static Location list;
  private static String expected;

  @TempDir Path cache;

  @BeforeAll
  static void runUndisturbed(@TempDir Path cache) {
    TinyData.store(ORIGIN);
    try (TinyPipeline pipeline = new TinyPipeline(ORIGIN, cache.resolve("train"))) {
      model = pipeline.run(TinyData.train("taught", "")).artifacts().get("trained").key();
    }
    RequestKey key = RequestKey.of(ORIGIN, "damaged");
    list = Layout.list("damaged", key.digest(FORGET));
    ORIGIN.put(list, (String.join("\n", FORGET) + "\n").getBytes(StandardCharsets.UTF_8));
    data = Manifests.beside(ORIGIN, Location.parse(model)).orElseThrow().manifest().datasetSha256();
    try (TinyPipeline pipeline = new TinyPipeline(copy(ORIGIN), cache.resolve("reference"))) {
      expected = sha256(pipeline.run(request(list)));
    }
  }

  /**
   * One step a slice, so that each stage has checkpoints: every look at this clock takes half a
   * second, however fast the machine is.
   */
  private TinyPipeline inSlices(ObjectStore store) {
    AtomicLong clock = new AtomicLong();
    return new TinyPipeline(
        store,
        cache,
        new SliceSettings(
            Duration.ofSeconds(2),
            Duration.ofHours(1),
            Duration.ofSeconds(1),
            () -> clock.addAndGet(500_000_000L)));
  }

  private static Request request(Location forget) {
    return TinyData.unlearn(
        "damaged",
        TinyData.REF + ", sha256: " + data,
        model,
        "{idsFrom: '" + forget + "'}",
        """
        method: {name: salun, epochs: 1, batchSize: 16, learningRate: 0.01}
        evaluate: {metrics: [ua]}
        publish: {to: s3://released/tiny}
        """);
  }

  private static InMemoryObjectStore copy(ObjectStore from) {
    InMemoryObjectStore to = new InMemoryObjectStore();
    for (String bucket : Set.of("data", Layout.BUCKET)) {
      to.createBucketIfMissing(bucket);
      try (Stream<ObjectInfo> objects = from.list(bucket, "")) {
        objects.forEach(o -> to.put(o.location(), from.read(o.location()).bytes()));
      }
    }
    return to;
  }

  private static String sha256(RunResult result) {
    assertThat(result.failure()).isEmpty();
    return result.artifacts().get("unlearned").sha256();
  }

  /** Damages the first object with such a key, once, as soon as it is written. */
  private static final class DamagingStore extends DelegatingObjectStore {
    private final Pattern key;
    private final UnaryOperator<byte[]> damage;
    private final Set<Location> damaged = ConcurrentHashMap.newKeySet();

    DamagingStore(ObjectStore store, String key, UnaryOperator<byte[]> damage) {
      super(store);
      this.key = Pattern.compile(key);
      this.damage = damage;
    }

    @Override
    public String put(Location location, byte[] bytes) {
      return damaging(location, super.put(location, bytes));
    }

    @Override
    public String put(Location location, Path file) {
      return damaging(location, super.put(location, file));
    }

    @Override
    public Optional<String> putIfAbsent(Location location, byte[] bytes) {
      return super.putIfAbsent(location, bytes).map(etag -> damaging(location, etag));
    }

    @Override
    public Optional<String> putIfMatch(Location location, byte[] bytes, String etag) {
      return super.putIfMatch(location, bytes, etag).map(tag -> damaging(location, tag));
    }

    private String damaging(Location location, String etag) {
      if (!key.matcher(location.key()).find() || !damaged.isEmpty()) {
        return etag;
      }
      damaged.add(location);
      return super.put(location, damage.apply(read(location).bytes()));
    }

    Location damaged() {
      assertThat(damaged).as("objects with a key like %s", key).hasSize(1);
      return damaged.iterator().next();
    }
  }

  private static byte[] flipped(byte[] bytes) {
    byte[] other = bytes.clone();
    // Not the middle: in JSON that may be a digit of a seal, which is the easy case.
    other[bytes.length / 3] ^= 1;
    return other;
  }

  private static byte[] emptied(byte[] bytes) {
    return new byte[0];
  }

  static Stream<Arguments> given() {
    return Stream.of(
            model.substring(model.indexOf('/', 5) + 1) + "$",
            "manifest\\.json$",
            "manifest\\.key$",
            "tiny/train/c1/05\\.png$",
            "requests/damaged/lists/.*\\.txt$",
            "requests/damaged/digests\\.key$")
        .flatMap(DamagedObjectsTest::bothWays);
  }

  private static Stream<Arguments> bothWays(String key) {
    return Stream.of(
        arguments(key, "flipped", (UnaryOperator<byte[]>) DamagedObjectsTest::flipped),
        arguments(key, "emptied", (UnaryOperator<byte[]>) DamagedObjectsTest::emptied));
  }

  /** Damaged before the run begins. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("given")
  void damagedInputsAreNamed(String key, String how, UnaryOperator<byte[]> damage) {
    InMemoryObjectStore store = copy(ORIGIN);
    Location place =
        Stream.of("data", Layout.BUCKET)
            .flatMap(bucket -> store.list(bucket, ""))
            .map(ObjectInfo::location)
            .filter(l -> Pattern.compile(key).matcher(l.key()).find())
            .findFirst()
            .orElseThrow();
    store.put(place, damage.apply(store.read(place).bytes()));
    try (TinyPipeline pipeline = new TinyPipeline(store, cache)) {
      assertEndsWell(pipeline.run(request(list)), place);
    }
  }

  static Stream<Arguments> made() {
    return Stream.of(
            "checkpoints/.*/counter\\.json$",
            "checkpoints/.*/pointer\\.json$",
            "checkpoints/.*\\.safetensors$",
            "stages/.*\\.json$",
            "artifacts/sha256/..(/[0-9a-f]{64})$")
        .flatMap(DamagedObjectsTest::bothWays);
  }

  /** Damaged behind the back of a run that has just written them. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("made")
  void damagedStateIsNoticed(String key, String how, UnaryOperator<byte[]> damage) {
    DamagingStore store = new DamagingStore(copy(ORIGIN), key, damage);
    RunResult result;
    try (TinyPipeline pipeline = inSlices(store)) {
      result = pipeline.run(request(list));
    }
    assertEndsWell(result, store.damaged());
    if (key.contains("safetensors")) {
      assertThat(result.state()).isEqualTo(RunState.PUBLISHED);
      assertThat(result.warnings()).anyMatch(w -> w.contains(store.damaged().toString()));
    }
  }

  /** A list that changes after admission is not computed with under the admitted name. */
  @Test
  void inputsThatChangeAfterAdmissionAreNotUsed() {
    InMemoryObjectStore inner = copy(ORIGIN);
    Location own = new Location("data", "forget.txt");
    inner.put(own, "train/c0/03.png\n".getBytes(StandardCharsets.UTF_8));
    DelegatingObjectStore changing =
        new DelegatingObjectStore(inner) {
          @Override
          public Optional<String> putIfAbsent(Location location, byte[] bytes) {
            if (location.key().startsWith("stages/")) { // The mask is finished.
              inner.put(own, "train/c0/04.png\n".getBytes(StandardCharsets.UTF_8));
            }
            return super.putIfAbsent(location, bytes);
          }
        };
    try (TinyPipeline pipeline = new TinyPipeline(changing, cache)) {
      Failure failure = pipeline.run(request(own)).failure().orElseThrow();
      assertThat(failure.kind()).isEqualTo(FailureKind.DATA);
      assertThat(failure.message()).contains("admitted", own.toString());
    }
  }

  @Test
  void aDamagedRunRecordIsNotBelieved() {
    InMemoryObjectStore store = copy(ORIGIN);
    try (TinyPipeline pipeline = new TinyPipeline(store, cache)) {
      pipeline.run(request(list));
    }
    Location record =
        store.list(Layout.BUCKET, "runs/damaged/").findFirst().orElseThrow().location();
    byte[] bytes = store.read(record).bytes();
    assertThat(Json.read(record, bytes, RunRecord.class).state()).isEqualTo(RunState.PUBLISHED);
    String text = new String(bytes, StandardCharsets.UTF_8);
    String other = text.replaceFirst("\"attempts\" : 1", "\"attempts\" : 3");
    assertThat(other).isNotEqualTo(text);
    for (byte[] damaged : new byte[][] {other.getBytes(StandardCharsets.UTF_8), new byte[0]}) {
      assertThatThrownBy(() -> Json.read(record, damaged, RunRecord.class))
          .isInstanceOf(MalformedFileException.class)
          .hasMessageContaining(record.toString());
    }
  }

  private static void assertEndsWell(RunResult result, Location damaged) {
    if (result.failure().isEmpty()) {
      assertThat(result.state()).isEqualTo(RunState.PUBLISHED);
      ArtifactRef unlearned = result.artifacts().get("unlearned");
      assertThat(unlearned.sha256())
          .as("weights despite a damaged %s", damaged)
          .isEqualTo(expected);
      return;
    }
    Failure failure = result.failure().get();
    assertThat(failure.kind()).isIn(FailureKind.DATA, FailureKind.USER);
    // A digest over a whole folder cannot say which of its files it was.
    String named = damaged.key().startsWith("tiny/") ? TinyData.REF : damaged.toString();
    assertThat(failure.message()).contains(named);
  }
}
