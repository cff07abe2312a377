package io.lethe.activities;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.activities.inputs.RequestKey;
import io.lethe.store.InMemoryObjectStore;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RequestKeyTest {
  private static final List<String> IDS = List.of("train/00001", "train/00002");

  private final InMemoryObjectStore store = new InMemoryObjectStore();

  @BeforeEach
  void prepare() {
    store.createBucketIfMissing(Layout.BUCKET);
  }

  @Test
  void sameRequestDigestsAlikeAndAnotherDoesNot() {
    String digest = RequestKey.of(store, "one").digest(IDS);

    assertThat(RequestKey.of(store, "one").digest(IDS)).isEqualTo(digest);
    assertThat(RequestKey.of(store, "two").digest(IDS)).isNotEqualTo(digest);
  }

  @Test
  void foreseenKeyIsTheOneThatTheRequestGets() {
    RequestKey foreseen = RequestKey.foresee(store, "new");
    assertThat(store.find(Layout.requestKey("new"))).as("nothing is stored yet").isEmpty();

    store.put(Layout.requestKey("new"), foreseen.bytes());

    assertThat(RequestKey.of(store, "new").digest(IDS)).isEqualTo(foreseen.digest(IDS));
    assertThat(RequestKey.foresee(store, "new").digest(IDS)).isEqualTo(foreseen.digest(IDS));
  }

  @Test
  void destroyedKeyMakesOldDigestsMeaningless() {
    String before = RequestKey.of(store, "gone").digest(IDS);

    store.delete(Layout.requestKey("gone"));

    assertThat(RequestKey.of(store, "gone").digest(IDS)).isNotEqualTo(before);
  }
}
