package io.lethe.worker.report.render;

import io.lethe.worker.report.plot.Plot;
import java.util.List;

/** A piece of a document. All texts are plain: what writes them escapes them. */
public sealed interface Part {
  /**
   * A heading.
   *
   * @param level 1 for the title, 2 for sections, 3 below them
   */
  record Heading(int level, String text) implements Part {}

  /** A paragraph. */
  record Paragraph(String text) implements Part {}

  /** A list. */
  record Items(List<String> items) implements Part {
    /** Copies the list. */
    public Items {
      items = List.copyOf(items);
    }
  }

  /**
   * A table; the first column is aligned left, the others right.
   *
   * @param caption what it shows
   * @param header titles of the columns
   * @param rows as many entries each as the header
   */
  record Table(String caption, List<String> header, List<List<Entry>> rows) implements Part {
    /** Copies the lists. */
    public Table {
      header = List.copyOf(header);
      rows = rows.stream().map(List::copyOf).toList();
    }
  }

  /**
   * An entry of a table.
   *
   * @param bold whether it stands out
   */
  record Entry(String text, boolean bold) {
    /** An entry like others. */
    public static Entry of(String text) {
      return new Entry(text, false);
    }
  }

  /** A plot. */
  record Figure(Plot plot) implements Part {}
}
