package io.lethe.worker.serve;

import io.lethe.gateway.RunEntry;
import io.lethe.gateway.StoredItem;
import io.lethe.store.ObjectStore;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** What is in the store, for whoever makes a request. */
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
    models = new Listed(runs, ofModels::list);
    datasets = new Listed(runs, ofDatasets::list);
  }

  List<StoredItem> models() {
    return models.items();
  }

  List<StoredItem> datasets() {
    return datasets.items();
  }

  /** A list that is made anew once it is old, or runs say more: listing a store takes a while. */
  private static final class Listed {
    private final Supplier<List<RunEntry>> runs;
    private final Function<List<RunEntry>, List<StoredItem>> list;
    private List<RunEntry> seen = List.of();
    private List<StoredItem> items = List.of();
    private long until = System.nanoTime();

    Listed(Supplier<List<RunEntry>> runs, Function<List<RunEntry>, List<StoredItem>> list) {
      this.runs = runs;
      this.list = list;
    }

    synchronized List<StoredItem> items() {
      List<RunEntry> now = runs.get();
      if (!now.equals(seen) || System.nanoTime() - until >= 0) {
        items = list.apply(now);
        seen = now;
        until = System.nanoTime() + FRESH.toNanos();
      }
      return items;
    }
  }
}
