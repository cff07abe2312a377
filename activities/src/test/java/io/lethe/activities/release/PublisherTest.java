package io.lethe.activities.release;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.activities.InterruptedStore;
import io.lethe.activities.Json;
import io.lethe.activities.Workspace;
import io.lethe.store.FencedException;
import io.lethe.store.InMemoryObjectStore;
import io.lethe.store.Location;
import io.lethe.store.ObjectInfo;
import io.lethe.store.ObjectStore;
import io.lethe.workflows.contract.ArtifactRef;
import io.lethe.workflows.contract.PublishInput;
import io.lethe.workflows.contract.RunInput;
import io.lethe.workflows.contract.RunResult;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.request.Request;
import io.lethe.workflows.request.RequestFormat;
import io.lethe.workflows.request.RequestReader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Releases under one alias, by attempts that may sleep, die, and be followed by others. */
class PublisherTest {
  private static final Location ALIAS = new Location("released", "tiny/current.json");

  @TempDir private Path cache;

  private final ObjectStore store = new InMemoryObjectStore();

  @BeforeEach
  void createBucket() {
    store.createBucketIfMissing("lethe");
  }

  private PublishInput release(String run) {
    Request request =
        RequestReader.read(
            """
            kind: unlearn
            name: %s
            model: {ref: 's3://models/m', architecture: resnet20s, classes: 3}
            dataset: {ref: 's3://data/tiny'}
            forget: {class: 0}
            method: {name: ga}
            publish: {to: 's3://released/tiny'}
            """
                .formatted(run));
    Map<String, ArtifactRef> artifacts =
        Map.of(
            "unlearned", on(store).put(("weights of " + run).getBytes(UTF_8)),
            "mask", on(store).put(("mask of " + run).getBytes(UTF_8)));
    return new PublishInput(
        RunInput.of(request, RequestFormat.digest(request)), artifacts, result(run));
  }

  private static RunResult result(String run) {
    return RunResult.bare(run, RunState.PUBLISHED, Optional.empty());
  }

  private Workspace on(ObjectStore view) {
    return Workspace.of(view, cache);
  }

  private void publish(PublishInput input) {
    new Publisher(on(store)).publish(input);
  }

  private Publisher.Alias alias() {
    return Json.read(ALIAS, store.read(ALIAS).bytes(), Publisher.Alias.class);
  }

  /** Version tags by key. */
  private Map<String, String> released() {
    try (Stream<ObjectInfo> objects = store.list("released", "tiny/")) {
      return objects.collect(Collectors.toMap(o -> o.location().key(), ObjectInfo::etag));
    }
  }

  /**
   * A publish worker is stopped anywhere in its release, its successor releases, another run
   * releases under the same alias, and the first one goes on.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {"unlearned.safetensors", "mask.safetensors", "result.json", "current.json"})
  void anAttemptThatSleptWritesNothingAndStops(String where) {
    PublishInput first = release("first");
    PublishInput second = release("second");
    Map<String, String> meanwhile = new HashMap<>();
    ObjectStore interrupted =
        InterruptedStore.beforeWriting(
            store,
            where,
            () -> {
              publish(first);
              publish(second);
              meanwhile.putAll(released());
            });

    assertThatThrownBy(() -> new Publisher(on(interrupted)).publish(first))
        .isInstanceOf(FencedException.class);

    assertThat(alias().run()).isEqualTo("second");
    assertThat(released()).isEqualTo(meanwhile);
  }

  /** The worker died after its last write, before anybody knew. */
  @Test
  void aRepeatedReleaseDoesNotMoveTheAliasBack() {
    PublishInput first = release("first");
    publish(first);
    publish(release("second"));
    Map<String, String> before = released();

    publish(first);

    assertThat(alias().run()).isEqualTo("second");
    assertThat(alias().turn()).contains(2L);
    Map<String, String> after = released();
    after.keySet().removeIf(key -> key.startsWith("tiny/releases/"));
    before.keySet().removeIf(key -> key.startsWith("tiny/releases/"));
    assertThat(after).isEqualTo(before).hasSize(8);
  }

  @Test
  void aDamagedFileOfAReleaseIsReplaced() {
    PublishInput first = release("first");
    publish(first);
    Location weights = Location.parse(alias().model().key());
    store.put(weights, "weights of firsT".getBytes(UTF_8));

    publish(first);

    assertThat(store.read(weights).bytes()).asString(UTF_8).isEqualTo("weights of first");
  }

  @Test
  void anAliasWrittenBeforeThereWereTurnsIsMoved() {
    store.createBucketIfMissing("released");
    String old =
        "{\"version\":\"v\",\"model\":{\"key\":\"s3://a/b\",\"sha256\":\"0\",\"bytes\":1},\"run\":\"old\"}";
    store.put(ALIAS, old.getBytes(UTF_8));

    publish(release("first"));

    assertThat(alias().run()).isEqualTo("first");
  }
}
