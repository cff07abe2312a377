package io.lethe.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The part of the contract that durability rests on: counters and fenced pointers under races. */
public abstract class FencingContract {
  static final String BUCKET = "contract";

  final String folder = "t-" + UUID.randomUUID();

  /** The store under test, the same in every call. */
  protected abstract ObjectStore store();

  @BeforeEach
  void createBucket() {
    store().createBucketIfMissing(BUCKET);
  }

  final Location at(String name) {
    return new Location(BUCKET, folder + "/" + name);
  }

  /** Two writers of a thousand increments each: nothing lost, no number given twice. */
  @Test
  void aCounterLosesNoIncrementOfTwoWriters() throws Exception {
    Callable<List<Long>> writer =
        () -> {
          CounterObject counter = new CounterObject(store(), at("counter"));
          return LongStream.range(0, 1000).mapToObj(i -> counter.next()).toList();
        };
    List<List<Long>> taken = inParallel(List.of(writer, writer));
    assertThat(taken).allSatisfy(numbers -> assertThat(numbers).isSorted());
    assertThat(taken.stream().flatMap(List::stream).sorted())
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 2000).boxed().toList());
    assertThat(new CounterObject(store(), at("counter")).current()).isEqualTo(2000);
  }

  @Test
  void aCounterBeginsAtOne() {
    CounterObject counter = new CounterObject(store(), at("counter"));
    assertThat(counter.current()).isZero();
    assertThat(counter.next()).isEqualTo(1);
    assertThat(counter.current()).isEqualTo(1);
  }

  @Test
  void aPointerFollowsTheHighestTokenAndRefusesLowerOnes() {
    Pointer pointer = new Pointer(store(), at("pointer"));
    assertThat(pointer.read()).isEmpty();
    pointer.write(1, TextNode.valueOf("first"));
    pointer.write(1, TextNode.valueOf("second"));
    assertThat(pointer.claim(3)).contains(TextNode.valueOf("second"));
    assertThatThrownBy(() -> pointer.write(2, TextNode.valueOf("late")))
        .isInstanceOf(FencedException.class)
        .hasMessageContaining("token 2")
        .hasMessageContaining("token 3");
    assertThatThrownBy(() -> pointer.claim(1)).isInstanceOf(FencedException.class);
    pointer.write(3, TextNode.valueOf("third"));
    assertThat(pointer.read())
        .contains(new Pointer.Target(3, Optional.of(TextNode.valueOf("third"))));
  }

  @Test
  void aClaimOnNothingShutsOutLowerTokensToo() {
    Pointer pointer = new Pointer(store(), at("pointer"));
    assertThat(pointer.claim(2)).isEmpty();
    assertThat(pointer.read()).contains(new Pointer.Target(2, Optional.empty()));
    assertThatThrownBy(() -> pointer.write(1, TextNode.valueOf("late")))
        .isInstanceOf(FencedException.class);
  }

  /**
   * Attempts with rising tokens move one pointer at the same time; the highest has the last word.
   */
  @Test
  void inARaceOfAttemptsTheHighestTokenHasTheLastWord() throws Exception {
    Pointer pointer = new Pointer(store(), at("pointer"));
    List<Callable<Boolean>> attempts = new ArrayList<>();
    for (long token = 1; token <= 4; token++) {
      long own = token;
      attempts.add(() -> moveUntilFenced(pointer, own));
    }
    List<Boolean> finished = inParallel(attempts);
    assertThat(finished.get(3)).isTrue();
    assertThat(pointer.read())
        .contains(new Pointer.Target(4, Optional.of(TextNode.valueOf("4-24"))));
  }

  private static boolean moveUntilFenced(Pointer pointer, long token) {
    try {
      for (int i = 0; i < 25; i++) {
        pointer.write(token, TextNode.valueOf(token + "-" + i));
      }
      return true;
    } catch (FencedException e) {
      return false;
    }
  }

  static <T> List<T> inParallel(List<Callable<T>> tasks) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> future : threads.invokeAll(tasks)) {
        results.add(future.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }
}
