package io.lethe.worker.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.store.InMemoryObjectStore;
import io.lethe.store.Location;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** While the log holds, a plan need not be made again; so every change must end it. */
class ReadLogTest {
  private static final Location MODEL = new Location("lethe", "artifacts/model");
  private static final Location MANIFEST = new Location("lethe", "artifacts/model.manifest.json");

  private final InMemoryObjectStore store = new InMemoryObjectStore();
  private ReadLog log;

  @BeforeEach
  void read() throws IOException {
    store.createBucketIfMissing("lethe");
    store.put(MODEL, new byte[] {1});
    store.put(new Location("lethe", "datasets/a/train.png"), new byte[] {2});
    log = new ReadLog(store);
    try (InputStream in = log.open(MODEL)) {
      assertThat(in.readAllBytes()).containsExactly(1);
    }
    assertThat(log.find(MANIFEST)).isEmpty();
    assertThat(log.list("lethe", "datasets/a/")).hasSize(1);
  }

  @Test
  void holdsWhileNothingHasChanged() {
    store.put(new Location("lethe", "datasets/b/train.png"), new byte[] {3});
    assertThat(log.holds()).isTrue();
  }

  @Test
  void endsWithAnotherContent() {
    store.put(MODEL, new byte[] {9});
    assertThat(log.holds()).isFalse();
  }

  @Test
  void endsWhereSomethingIsGone() {
    store.delete(MODEL);
    assertThat(log.holds()).isFalse();
  }

  @Test
  void endsWhereSomethingHasComeThatWasNotThere() {
    store.put(MANIFEST, new byte[] {4});
    assertThat(log.holds()).isFalse();
  }

  @Test
  void endsWithAnotherFileInAFolder() {
    store.put(new Location("lethe", "datasets/a/test.png"), new byte[] {5});
    assertThat(log.holds()).isFalse();
  }

  @Test
  void whatChangedBetweenTwoReadsNeverHolds() {
    store.put(MODEL, new byte[] {6});
    assertThat(log.head(MODEL)).isPresent();
    assertThat(log.holds()).isFalse();
  }

  @Test
  void writesNothing() {
    assertThatThrownBy(() -> log.put(MODEL, new byte[1]))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> log.delete(MODEL)).isInstanceOf(UnsupportedOperationException.class);
  }
}
