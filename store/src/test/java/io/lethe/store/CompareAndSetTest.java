package io.lethe.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
import io.lethe.formats.Digests;
import io.lethe.formats.MalformedFileException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CompareAndSetTest {
  private static final Location PLACE = new Location("lethe", "place");

  private final ObjectStore store = new InMemoryObjectStore();

  @BeforeEach
  void createBucket() {
    store.createBucketIfMissing("lethe");
  }

  @Test
  void aLostRaceIsRunAgainOnTheNewContent() {
    AtomicInteger calls = new AtomicInteger();
    CompareAndSet.update(
        store,
        PLACE,
        present -> {
          if (calls.incrementAndGet() == 1) {
            store.put(PLACE, "theirs".getBytes(UTF_8));
          }
          return (present.map(b -> new String(b, UTF_8)).orElse("") + "+mine").getBytes(UTF_8);
        });
    assertThat(calls).hasValue(2);
    assertThat(store.read(PLACE).bytes()).asString(UTF_8).isEqualTo("theirs+mine");
  }

  @Test
  void whatIsThereAlreadyIsNotWrittenAgain() {
    String before = store.put(PLACE, "same".getBytes(UTF_8));
    byte[] held = CompareAndSet.update(store, PLACE, present -> "same".getBytes(UTF_8));
    assertThat(held).asString(UTF_8).isEqualTo("same");
    assertThat(store.read(PLACE).etag()).isEqualTo(before);
  }

  /**
   * A write arrived but its answer did not, so its repetition by the client met the new version.
   */
  @Test
  void aWriteWhoseAnswerGotLostCountsAsDone() {
    AtomicInteger calls = new AtomicInteger();
    byte[] written =
        CompareAndSet.update(
            store,
            PLACE,
            present -> {
              byte[] mine = ("mine " + calls.incrementAndGet()).getBytes(UTF_8);
              store.put(PLACE, mine);
              return mine;
            });
    assertThat(calls).hasValue(1);
    assertThat(written).asString(UTF_8).isEqualTo("mine 1");
  }

  @Test
  void endlessLosingEndsInAPlatformFailure() {
    AtomicInteger calls = new AtomicInteger();
    assertThatThrownBy(
            () ->
                CompareAndSet.update(
                    store,
                    PLACE,
                    present -> {
                      store.put(PLACE, ("theirs " + calls.incrementAndGet()).getBytes(UTF_8));
                      return "mine".getBytes(UTF_8);
                    }))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining(PLACE.toString());
    assertThat(calls).hasValue(CompareAndSet.MAX_ATTEMPTS);
  }

  @Test
  void foreignContentIsNoCounterAndNoPointer() {
    for (String foreign :
        List.of("", "{", "[]", "{\"value\":-1}", "{\"value\":\"1\",\"token\":null}")) {
      store.put(PLACE, foreign.getBytes(UTF_8));
      assertThatThrownBy(() -> new CounterObject(store, PLACE).next())
          .isInstanceOf(MalformedFileException.class)
          .hasMessageContaining(PLACE.toString());
      assertThatThrownBy(() -> new Pointer(store, PLACE).write(1, TextNode.valueOf("a")))
          .isInstanceOf(MalformedFileException.class)
          .hasMessageContaining(PLACE.toString());
    }
  }

  /** A damaged counter would give a number again, a damaged token would let an old attempt in. */
  @Test
  void aChangedDigitIsNoticed() {
    new CounterObject(store, PLACE).next();
    damage("\"value\":1", "\"value\":3");
    assertThatThrownBy(() -> new CounterObject(store, PLACE).next())
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining(PLACE.toString());
    store.delete(PLACE);
    new Pointer(store, PLACE).claim(7);
    damage("\"token\":7", "\"token\":5");
    assertThatThrownBy(() -> new Pointer(store, PLACE).claim(8))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining(PLACE.toString());
  }

  private void damage(String good, String bad) {
    String content = new String(store.read(PLACE).bytes(), UTF_8);
    assertThat(content).contains(good);
    store.put(PLACE, content.replace(good, bad).getBytes(UTF_8));
  }

  @Test
  void theFormsOfCounterAndPointerAreStable() {
    store.put(PLACE, "{\"nonce\":\"n\",\"value\":41}".getBytes(UTF_8));
    assertThat(new CounterObject(store, PLACE).next()).isEqualTo(42);
    assertThat(store.read(PLACE).bytes())
        .asString(UTF_8)
        .matches("\\{\"nonce\":\"[0-9a-f-]{36}\",\"seal\":\"[0-9a-f]{64}\",\"value\":42}");
    String pointer = "{\"token\":3,\"value\":{\"sha256\":\"ab\",\"step\":7}}";
    store.put(PLACE, pointer.getBytes(UTF_8));
    Optional<Pointer.Target> target = new Pointer(store, PLACE).read();
    new Pointer(store, PLACE).write(3, target.orElseThrow().value().orElseThrow());
    assertThat(store.read(PLACE).bytes())
        .asString(UTF_8)
        .isEqualTo("{\"seal\":\"" + Digests.sha256(pointer) + "\"," + pointer.substring(1));
  }
}
