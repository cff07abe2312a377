package io.lethe.worker.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.activities.Json;
import io.lethe.activities.Layout;
import io.lethe.gateway.Trigger;
import io.lethe.store.InMemoryObjectStore;
import io.lethe.store.Location;
import io.lethe.store.ObjectStore;
import io.lethe.worker.TinyProject;
import io.lethe.workflows.request.RequestReader;
import io.lethe.workflows.request.RunRequest;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FolderIndexTest {
  /** As many as meet the moment between looking and replacing, where there is one. */
  private static final int MEETINGS = 2000;

  private static final Location PLACE = Layout.trigger("run");
  private static final RunRequest REQUEST = RequestReader.readRun(TinyProject.training("run"));

  private final InMemoryObjectStore store = new InMemoryObjectStore();
  private final ExecutorService readers = Executors.newFixedThreadPool(1);
  private final FolderIndex<StoredTrigger> index =
      new FolderIndex<>(telling(), Layout.TRIGGERS, StoredTrigger.class);

  private volatile long found;
  private final AtomicInteger finds = new AtomicInteger();

  @AfterEach
  void close() {
    readers.shutdownNow();
  }

  private static StoredTrigger trigger(String note) {
    return StoredTrigger.of(
        new Trigger(
            "lethe_train", Optional.empty(), Instant.EPOCH, Optional.empty(), Optional.of(note)),
        REQUEST);
  }

  private CompletableFuture<Void> refresh() {
    return CompletableFuture.runAsync(
        () -> {
          try {
            index.refresh(readers);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  /** The store, which says when it is asked for an object. */
  private ObjectStore telling() {
    return (ObjectStore)
        Proxy.newProxyInstance(
            ObjectStore.class.getClassLoader(),
            new Class<?>[] {ObjectStore.class},
            (proxy, method, arguments) -> {
              Object answer = method.invoke(store, arguments);
              if (method.getName().equals("find")) {
                found = System.nanoTime();
                finds.incrementAndGet();
              }
              return answer;
            });
  }

  @Test
  void whatThisProcessDoesIsNotUndoneByARefreshThatReadBefore() {
    store.createBucketIfMissing(Layout.BUCKET);
    StoredTrigger mine = trigger("mine");
    long parsing = 0;
    for (int i = 0; i < MEETINGS; i++) {
      store.put(PLACE, Json.sealed(trigger("other " + i)));
      CompletableFuture<Void> refresh = refresh();
      while (finds.get() <= i) {
        Thread.onSpinWait();
      }
      // Somewhere around the moment at which the last refresh took in what it had read.
      while (System.nanoTime() - found < parsing * (i % 100) / 100) {
        Thread.onSpinWait();
      }
      boolean writes = i % 2 == 0;
      if (writes) {
        index.put(PLACE, mine);
      } else {
        index.remove(PLACE);
      }
      refresh.join();
      parsing = System.nanoTime() - found;
      assertThat(index.find(PLACE))
          .as("after refresh %d", i)
          .isEqualTo(writes ? Optional.of(mine) : Optional.empty());
    }
  }
}
