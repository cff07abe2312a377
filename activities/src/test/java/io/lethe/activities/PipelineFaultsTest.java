package io.lethe.activities;

import static io.lethe.store.FaultProxy.listings;
import static io.lethe.store.FaultProxy.requests;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.lethe.store.FaultProxy;
import io.lethe.store.FaultProxy.Fault;
import io.lethe.store.Faults;
import io.lethe.store.MinioObjectStore;
import io.lethe.store.MinioServer;
import io.lethe.store.ObjectStore;
import io.lethe.store.StoreSettings;
import io.lethe.store.TinyDisk;
import io.lethe.workflows.contract.Failure;
import io.lethe.workflows.contract.FailureKind;
import io.lethe.workflows.contract.RunResult;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.request.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole runs on a real MinIO behind a proxy that does what networks and servers do on bad days. */
class PipelineFaultsTest {
  private static final int ALWAYS = Integer.MAX_VALUE;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static MinioServer server;
  private static FaultProxy proxy;
  private static ObjectStore store;
  private static String model;
  private static String expected;

  @TempDir Path cache;

  @BeforeAll
  static void runUndisturbed(@TempDir Path folder) throws IOException {
    server = MinioServer.start(folder);
    proxy = new FaultProxy(server.settings().endpoint());
    store =
        new MinioObjectStore(
            StoreSettings.of(
                proxy.endpoint(), server.settings().accessKey(), server.settings().secretKey()));
    TinyData.store(store);
    try (TinyPipeline pipeline = new TinyPipeline(store, folder.resolve("cache"))) {
      model = pipeline.run(TinyData.train("taught", "")).artifacts().get("trained").key();
      expected = sha256(pipeline.run(request("reference")));
    }
  }

  @AfterAll
  static void stop() throws IOException {
    if (server != null) {
      store.close();
      proxy.close();
      server.close();
    }
  }

  @AfterEach
  void heal() {
    proxy.heal();
  }

  /** Under another name all stages are made anew: their names hold digests under its own key. */
  private static Request request(String name) {
    return TinyData.unlearn(
        name,
        model,
        "{random: {fraction: 0.25}}",
        """
        method: {name: salun, epochs: 1, batchSize: 16, learningRate: 0.01}
        evaluate: {metrics: [ua]}
        publish: {to: s3://released/%s}
        """
            .formatted(name));
  }

  private static String sha256(RunResult result) {
    assertThat(result.failure()).isEmpty();
    assertThat(result.state()).isEqualTo(RunState.PUBLISHED);
    return result.artifacts().get("unlearned").sha256();
  }

  /**
   * Every sixth request, drawn by seed, meets a fault that passes. Which one is drawn where hangs
   * on how often the run had to ask, so an object's bytes are damaged once at most: twice in a row,
   * by chance, would rightly end the run.
   */
  @Test
  void aRunInBadWeatherEndsInTheSameWeights() {
    Random random = new Random(4);
    List<Fault> any =
        List.of(
            Faults.error(500, "InternalError"),
            Faults.error(503, "SlowDown"),
            Faults.error(429, "TooManyRequests"),
            Faults.badGateway(),
            Faults.garbledError(),
            Faults.reset(),
            Faults.lostAnswer(),
            Faults.late(Duration.ofMillis(100)));
    List<Fault> broken = List.of(Faults.resetInBody(), Faults.truncated());
    List<Fault> wrong = List.of(Faults.shortened(), Faults.flippedBit());
    Set<String> damaged = ConcurrentHashMap.newKeySet();
    AtomicInteger met = new AtomicInteger();
    proxy.inject(
        request -> random.nextInt(6) == 0,
        ALWAYS,
        exchange -> {
          met.incrementAndGet();
          boolean body =
              exchange.request().method().equals("GET")
                  && exchange.request().query().isEmpty()
                  && random.nextBoolean();
          List<Fault> faults = any;
          if (body) {
            boolean damage = random.nextBoolean() && damaged.add(exchange.request().path());
            faults = damage ? wrong : broken;
          }
          faults.get(random.nextInt(faults.size())).happen(exchange);
        });
    try (TinyPipeline pipeline = new TinyPipeline(store, cache)) {
      assertThat(sha256(pipeline.run(request("weather")))).isEqualTo(expected);
    }
    assertThat(met).as("requests that met a fault").hasValueGreaterThan(20);
  }

  static Stream<Arguments> lasting() {
    return Stream.of(
        arguments(
            "model-flipped",
            requests("GET", "/artifacts/sha256/"),
            Faults.flippedBit(),
            FailureKind.DATA,
            "s3://lethe/artifacts/sha256/"),
        arguments(
            "image-shortened",
            requests("GET", "/data/tiny/train/c1/05.png"),
            Faults.shortened(),
            FailureKind.DATA,
            "s3://data/tiny/train/c1/05.png"),
        arguments(
            "image-deleted-meanwhile",
            requests("GET", "/data/tiny/train/c1/05.png"),
            Faults.error(404, "NoSuchKey"),
            FailureKind.USER,
            "s3://data/tiny/train/c1/05.png"),
        arguments(
            "stage-result-flipped",
            requests("GET", "/lethe/stages/"),
            Faults.flippedBit(),
            FailureKind.DATA,
            "s3://lethe/stages/"),
        arguments(
            "release-denied",
            requests("PUT", "/released"),
            Faults.error(403, "AccessDenied"),
            FailureKind.USER,
            "s3://released"),
        arguments(
            "credentials-expired",
            requests("PUT", "/counter.json"),
            Faults.error(400, "ExpiredToken"),
            FailureKind.USER,
            "/counter.json"),
        arguments(
            "data-bucket-missing",
            listings("tiny/"),
            Faults.error(404, "NoSuchBucket"),
            FailureKind.USER,
            TinyData.REF));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lasting")
  void whatLastsEndsTheRunWithTheObjectsName(
      String name, Predicate<FaultProxy.Request> which, Fault fault, FailureKind kind, String key) {
    proxy.inject(which, ALWAYS, fault);
    try (TinyPipeline pipeline = new TinyPipeline(store, cache)) {
      Failure failure = pipeline.run(request(name)).failure().orElseThrow();
      assertThat(failure.kind()).isEqualTo(kind);
      assertThat(failure.message()).contains(key);
    }
  }

  /** An outage is no end: the run waits, and goes on when the store is back. */
  @Test
  void anOutageIsSatOut() {
    proxy.inject(requests("GET", "/lethe/"), ALWAYS, Faults.badGateway());
    proxy.inject(requests("PUT", "/lethe/"), ALWAYS, Faults.error(503, "SlowDown"));
    int before = proxy.seen().size();
    try (TinyPipeline pipeline = new TinyPipeline(store, cache)) {
      pipeline.runs().start(TinyData.input(request("outage")));
      await().atMost(PATIENCE).until(() -> proxy.seen().size() > before + 8);
      proxy.heal();
      assertThat(sha256(pipeline.runs().await("outage"))).isEqualTo(expected);
    }
  }

  /** A full disk of the worker is no end either: said with the folder, and gone on with. */
  @Test
  void aFullCacheFolderIsSaidAndSatOut() throws IOException {
    try (TinyDisk disk = TinyDisk.mount(cache.resolve("disk"), 16 << 20)) {
      Path filler = disk.fill(64 << 10);
      Path full = disk.folder().resolve("cache");
      try (TinyPipeline pipeline = new TinyPipeline(store, full)) {
        pipeline.runs().start(TinyData.input(request("full-disk")));
        String said =
            await()
                .atMost(PATIENCE)
                .until(() -> lastFailure(pipeline), message -> message.contains(full.toString()));
        assertThat(said).contains("No space left on device", "bytes free");
        Files.delete(filler);
        assertThat(sha256(pipeline.runs().await("full-disk"))).isEqualTo(expected);
      }
    }
  }

  /** Of the activity that is being tried again; empty while none is. */
  private static String lastFailure(TinyPipeline pipeline) {
    return pipeline
        .client()
        .newUntypedWorkflowStub("full-disk")
        .describe()
        .getRawDescription()
        .getPendingActivitiesList()
        .stream()
        .map(activity -> activity.getLastFailure().getMessage())
        .filter(message -> !message.isEmpty())
        .findFirst()
        .orElse("");
  }
}
