package io.lethe.worker.report;

import io.lethe.worker.report.render.Part;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Avg. Gap of every method over all forget sets: the numbers of the paper's Figure 1. */
final class GapRows {
  private GapRows() {}

  /** One row a method, one column a forget set. */
  static List<List<Part.Entry>> of(List<Block> blocks) {
    List<List<Part.Entry>> rows = new ArrayList<>();
    for (String label : labels(blocks)) {
      List<Part.Entry> entries = new ArrayList<>(List.of(Part.Entry.of(MethodNames.title(label))));
      for (Block block : blocks) {
        Optional<Row> row = block.rows().stream().filter(r -> r.label().equals(label)).findFirst();
        entries.add(
            new Part.Entry(
                row.filter(r -> r.gaps().average().isPresent())
                    .map(r -> Numbers.two(r.gaps().average().getAsDouble()))
                    .orElse(Numbers.NONE),
                row.filter(block::isBest).isPresent()));
      }
      rows.add(entries);
    }
    return rows;
  }

  private static List<String> labels(List<Block> blocks) {
    return blocks.stream()
        .flatMap(block -> block.rows().stream())
        .filter(row -> !row.isRetrain())
        .map(Row::label)
        .distinct()
        .sorted(Comparator.comparingInt(MethodNames::rank))
        .toList();
  }
}
