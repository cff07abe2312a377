package io.lethe.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.gateway.FakeDesk;
import io.lethe.store.Location;
import io.lethe.store.ObjectNotFoundException;
import io.lethe.store.ObjectStore;
import io.lethe.workflows.request.InvalidRequestException;
import io.lethe.workflows.request.RequestReader;
import io.lethe.workflows.request.RunRequest;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfinedDeskTest {
  private static final String REQUEST =
      """
      kind: unlearn
      name: forget-me
      model: {ref: "s3://models/net.safetensors", architecture: resnet8s, classes: 10}
      dataset: {ref: "s3://datasets/tiny/"}
      forget: {idsFrom: "s3://lethe/ids.txt"}
      method: {name: salun, epochs: 3}
      baseline: {mode: ref, ref: "s3://models/retrain.safetensors"}
      evaluate: {testIdsFrom: "s3://datasets/test.txt"}
      publish: {to: "s3://released/net"}
      """;

  private final FakeDesk desk = new FakeDesk();
  private final ConfinedDesk confined = new ConfinedDesk(desk, new Buckets(Buckets.DEFAULT));

  private void start(String yaml) {
    try {
      RunRequest request = RequestReader.readRun(yaml);
      confined.start(request, FakeDesk.trigger("lethe_unlearn"));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void aRequestWithinTheBucketsGoesThrough() {
    start(REQUEST);
    assertThat(desk.run("forget-me")).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "s3://models/net.safetensors, model.ref, net.safetensors",
    "s3://datasets/tiny/, dataset.ref, tiny",
    "s3://lethe/ids.txt, forget.idsFrom, ids.txt",
    "s3://models/retrain.safetensors, baseline.ref, retrain.safetensors",
    "s3://datasets/test.txt, evaluate.testIdsFrom, test.txt",
    "s3://released/net, publish.to, net"
  })
  void everyReferenceIsHeldAgainstTheBuckets(String ref, String field, String key) {
    String elsewhere = "s3://payroll/" + key;
    assertThatThrownBy(() -> start(REQUEST.replace(ref, elsewhere)))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessage(
            "%s: found '%s'; allowed: objects in [datasets, lethe, models, released]"
                .formatted(field, elsewhere));
    assertThat(desk.runs()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/etc/passwd",
    "../secrets/ids.txt",
    "file:///etc/passwd",
    "s3://lethe/../payroll/ids.txt",
    "s3://lethe//payroll/ids.txt",
    "s3://LETHE/ids.txt",
    "S3://lethe/ids.txt",
    "s3://lethe@payroll/ids.txt"
  })
  void aFileOfTheServerOrAPathThatLeadsOutIsRefused(String ref) {
    assertThatThrownBy(() -> start(REQUEST.replace("s3://lethe/ids.txt", ref)))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("forget.idsFrom: found '" + ref + "'; allowed: s3://bucket/key");
    assertThatThrownBy(
            () -> confined.plan(RequestReader.readRun(REQUEST.replace("s3://lethe/ids.txt", ref))))
        .isInstanceOf(InvalidRequestException.class);
  }

  /** Read as a list of ids, their content would be repeated in the refusal. */
  @ParameterizedTest
  @CsvSource({
    "s3://lethe/gateway/token.key",
    "s3://lethe/gateway/runs/other.json",
    "s3://lethe/requests/other/digests.key",
    "s3://lethe/runs/other/execution.json",
    "s3://models/net.safetensors.manifest.key"
  })
  void keysAndRecordsAreNoLists(String ref) {
    assertThatThrownBy(() -> start(REQUEST.replace("s3://lethe/ids.txt", ref)))
        .hasMessage(
            "forget.idsFrom: found '%s'; allowed: models, data sets and lists of ids"
                .formatted(ref));
  }

  @Test
  void theListsOfAComparisonAreHeldAgainstThemToo() {
    String comparison =
        """
        kind: compare
        name: compare-them
        model: {ref: "s3://models/net.safetensors", architecture: resnet8s, classes: 10}
        dataset: {ref: "s3://datasets/tiny"}
        forget: [{random: {fraction: 0.1}}, {idsFrom: "s3://payroll/ids.txt"}]
        methods: [{name: salun, epochs: 3}, {name: ft, epochs: 3}]
        seeds: [1, 2]
        """;
    assertThatThrownBy(() -> start(comparison))
        .hasMessageStartingWith("forget[1].idsFrom: found 's3://payroll/ids.txt'");
  }

  @Test
  void otherBucketsAreNotThereForDownloads() {
    Location inside = new Location("lethe", "a");
    Location outside = new Location("payroll", "a");
    byte[] bytes = "x".getBytes(StandardCharsets.UTF_8);
    desk.store().createBucketIfMissing("payroll");
    desk.store().put(inside, bytes);
    desk.store().put(outside, bytes);
    ObjectStore store = confined.store();
    assertThat(store.read(inside).bytes()).isEqualTo(bytes);
    assertThat(store.head(inside)).isPresent();
    assertThat(store.list("lethe", "")).hasSize(1);
    assertThat(store.head(outside)).isEmpty();
    assertThat(store.find(outside)).isEmpty();
    assertThat(store.list("payroll", "")).isEmpty();
    assertThatThrownBy(() -> store.read(outside)).isInstanceOf(ObjectNotFoundException.class);
    assertThatThrownBy(() -> store.open(outside)).isInstanceOf(ObjectNotFoundException.class);
    assertThatThrownBy(() -> store.open(outside, 0, 1)).isInstanceOf(ObjectNotFoundException.class);
  }

  @Test
  void nothingIsWrittenPastTheDesk() {
    Location inside = new Location("lethe", "a");
    assertThatThrownBy(() -> confined.store().put(inside, new byte[1]))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> confined.store().delete(inside))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void theBucketsAreAMatterOfConfiguration() {
    assertThat(new Buckets(Set.of("data")).allow("data")).isTrue();
    assertThat(new Buckets(Set.of("data")).allow("lethe")).isFalse();
  }
}
