package io.lethe.worker.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Table 1 of the SalUn paper as printed: ResNet-18 on CIFAR-10, 10 % and 50 % random forgetting.
 * Percent, gaps in percentage points, run time in minutes.
 */
public final class PaperTable {
  /** What a reader must know to set the paper's numbers beside others. */
  public static final String SOURCE =
      "Paper: Fan et al., SalUn, ICLR 2024 (arXiv 2310.12508), Table 1: ResNet-18 on CIFAR-10,"
          + " 10 trials. The deviations it prints for MIA seem to be fractions, not percent, and are"
          + " left out.";

  private static final String RESOURCE = "/io/lethe/worker/report/paper-table1.csv";
  private static final double SAME_SHARE = 1e-9;

  private final List<Entry> entries;

  private PaperTable(List<Entry> entries) {
    this.entries = entries;
  }

  /**
   * One row.
   *
   * @param share share of the training records that is forgotten, a fraction
   * @param method Lethe's name of the method
   * @param numbers by column: {@code ua}, {@code ua_std}, {@code ua_gap} … {@code avg_gap}, {@code
   *     rte}
   */
  public record Entry(double share, String method, Map<String, Double> numbers) {
    /** The number of a column; empty where the paper has none. */
    public Optional<Double> number(String column) {
      return Optional.ofNullable(numbers.get(column));
    }
  }

  /** Reads the table. */
  public static PaperTable read() {
    try (InputStream in = PaperTable.class.getResourceAsStream(RESOURCE);
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, UTF_8))) {
      List<String[]> rows =
          lines.lines().filter(l -> !l.startsWith("#")).map(l -> l.split(",", -1)).toList();
      List<Entry> entries = new ArrayList<>();
      rows.subList(1, rows.size()).forEach(row -> entries.add(entry(rows.get(0), row)));
      return new PaperTable(entries);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Entry entry(String[] columns, String[] row) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    for (int i = 2; i < columns.length; i++) {
      numbers.put(columns[i], Double.valueOf(row[i]));
    }
    return new Entry(Double.parseDouble(row[0]), row[1], numbers);
  }

  /** All rows. */
  public List<Entry> entries() {
    return List.copyOf(entries);
  }

  /** The paper's row beside a row of a block, if it has one. */
  public Optional<Entry> beside(Block block, Row row) {
    return entries.stream()
        .filter(e -> e.method().equals(MethodNames.key(row.label())))
        .filter(e -> block.share().filter(s -> Math.abs(s - e.share()) < SAME_SHARE).isPresent())
        .findFirst();
  }
}
