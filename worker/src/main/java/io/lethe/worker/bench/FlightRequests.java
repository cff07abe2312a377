package io.lethe.worker.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.store.ObjectStore;
import io.lethe.worker.imports.LocalRefs;
import io.lethe.worker.imports.Staging;
import io.lethe.workflows.Wire;
import io.lethe.workflows.request.Request;
import io.lethe.workflows.request.RequestReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Small requests over the bundled samples that differ in name and seed, so that none is reused. */
final class FlightRequests {
  /** One step and two small evaluations: what is measured is the way, not the arithmetic. */
  private static final String SHORT = "method: {name: ga, epochs: 1, learningRate: 0.0001}\n";

  /** Hours of steps, to be cancelled. */
  private static final String LONG = "method: {name: ft, epochs: 1000, learningRate: 0.0001}\n";

  private static final String COMMON =
      """
      kind: unlearn
      name: flight
      model: {ref: resnet20s.safetensors, architecture: resnet20s, classes: 10}
      dataset: {ref: cifar10}
      forget: {idsFrom: forget.txt}
      retain: {idsFrom: retain.txt}
      evaluate: {metrics: [ua], testIdsFrom: test.txt}
      compute: {device: cpu, threads: %d}
      """;

  private static final int RECORDS = 100;

  /** Distinguishes the runs of this bench from those of earlier ones on the same server. */
  private final String prefix =
      "flight-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());

  private final Request small;
  private final Request large;

  private FlightRequests(Request small, Request large) {
    this.small = small;
    this.large = large;
  }

  /**
   * Imports what the requests refer to.
   *
   * @param samples the folder {@code samples} of a checkout
   * @param scratch an empty folder
   */
  static FlightRequests store(Path samples, Path scratch, int threads, ObjectStore store)
      throws IOException {
    if (!Files.isDirectory(samples)) {
      throw new FileNotFoundException(samples + ": this bench needs a checkout of the project");
    }
    List<String> train = ids("train/", samples);
    Files.write(scratch.resolve("forget.txt"), train.subList(0, RECORDS));
    Files.write(scratch.resolve("retain.txt"), train.subList(RECORDS, 2 * RECORDS));
    Files.write(scratch.resolve("test.txt"), ids("test/", samples).subList(0, RECORDS));
    String common = COMMON.formatted(threads);
    List<Path> bases = List.of(samples, scratch);
    // One after the other: the lists of both are named under the key that the first one stores.
    return new FlightRequests(
        store(common + SHORT, bases, store), store(common + LONG, bases, store));
  }

  private static Request store(String text, List<Path> bases, ObjectStore store)
      throws IOException {
    Staging staging = new Staging();
    Request request =
        (Request) new LocalRefs(RequestReader.read(text), bases, store, staging).stage();
    staging.upload(store);
    return request;
  }

  private static List<String> ids(String partition, Path samples) throws IOException {
    try (MappingIterator<JsonNode> lines =
        Wire.mapper()
            .readerFor(JsonNode.class)
            .readValues(samples.resolve("cifar10/manifest.jsonl").toFile())) {
      return lines.readAll().stream()
          .map(record -> record.path("id").asText())
          .filter(id -> id.startsWith(partition))
          .toList();
    }
  }

  /** One of many that end soon. */
  Request small(int index) {
    return named(small, prefix + "-" + index, index);
  }

  /** One that goes on until it is cancelled. */
  Request large(int index) {
    return named(large, prefix + "-cancel-" + index, index);
  }

  private static Request named(Request request, String name, int seed) {
    ObjectNode tree = Wire.mapper().valueToTree(request);
    return RequestReader.read(tree.put("name", name).put("seed", seed).toString());
  }
}
