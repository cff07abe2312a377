package io.lethe.worker.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lethe.worker.report.PaperTable.Entry;
import io.lethe.worker.report.statistics.PairedGaps;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The report's arithmetic on the paper's own table. */
class PaperTableTest {
  /** The paper rounds inconsistently: 1.1375 is printed 1.13, 37.36 − 12.88 as 24.47. */
  private static final double PRINTED = 0.01 + 1e-9;

  private static final List<Entry> ENTRIES = PaperTable.read().entries();

  private static SortedMap<Long, Map<String, Double>> means(Entry entry) {
    Map<String, Double> means = new LinkedHashMap<>();
    List.of("ua", "ra", "ta", "mia").forEach(m -> means.put(m, entry.number(m).orElseThrow()));
    return new TreeMap<>(Map.of(1L, means));
  }

  @Test
  void itHasTenMethodsTwice() {
    assertThat(ENTRIES).hasSize(20);
    assertThat(ENTRIES.stream().map(Entry::method).distinct()).hasSize(10);
    assertThat(ENTRIES.stream().map(Entry::share).distinct()).containsExactly(0.1, 0.5);
  }

  @Test
  void gapsAndAverageGapsReproduceThePrintedColumns() {
    for (Entry entry : ENTRIES) {
      Entry retrain =
          ENTRIES.stream()
              .filter(e -> e.share() == entry.share() && e.method().equals("retrain"))
              .findFirst()
              .orElseThrow();
      PairedGaps gaps = PairedGaps.between(means(entry), means(retrain));
      String name = entry.method() + " at " + entry.share();
      gaps.gaps()
          .gaps()
          .forEach(
              (metric, gap) ->
                  assertThat(gap)
                      .as(name + " " + metric)
                      .isCloseTo(entry.number(metric + "_gap").orElseThrow(), within(PRINTED)));
      assertThat(gaps.average().getAsDouble())
          .as(name)
          .isCloseTo(entry.number("avg_gap").orElseThrow(), within(PRINTED));
    }
  }
}
