package io.lethe.worker.serve;

import io.lethe.gateway.RunEntry;
import io.lethe.gateway.StoredItem;
import io.lethe.store.ObjectStore;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** What is in the store, for whoever makes a request; a list is as old as a page stays open. */
final class SessionCatalog {
  private static final Duration FRESH = Duration.ofSeconds(10);

  private final Listed models;
  private final Listed datasets;

  /**
   * The catalog of a store.
   *
   * @param runs what is known of runs now
   */
  SessionCatalog(ObjectStore store, Supplier<List<RunEntry>> runs) {
    ModelCatalog ofModels = new ModelCatalog(store);
    DatasetCatalog ofDatasets = new DatasetCatalog(store);
    models = new Listed(() -> ofModels.list(runs.get()));
    datasets = new Listed(() -> ofDatasets.list(runs.get()));
  }

  List<StoredItem> models() {
    return models.items();
  }

  List<StoredItem> datasets() {
    return datasets.items();
  }

  /** A list that is made anew once it is old: listing a large store takes a while. */
  private static final class Listed {
    private final Supplier<List<StoredItem>> list;
    private List<StoredItem> items = List.of();
    private long until = System.nanoTime();

    Listed(Supplier<List<StoredItem>> list) {
      this.list = list;
    }

    synchronized List<StoredItem> items() {
      if (System.nanoTime() - until >= 0) {
        items = list.get();
        until = System.nanoTime() + FRESH.toNanos();
      }
      return items;
    }
  }
}
