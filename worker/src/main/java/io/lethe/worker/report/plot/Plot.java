package io.lethe.worker.report.plot;

import java.util.Map;

/** What a plot shows, apart from how it is drawn. */
public sealed interface Plot {
  /** Name of its file, without the ending. */
  String name();

  /** What it shows. */
  String title();

  /** Title of the values' axis, with the unit. */
  String yTitle();

  /**
   * Grouped bars.
   *
   * @param bars value by series and category; a category that a series lacks has no bar
   */
  record Bars(String name, String title, String yTitle, Map<String, Map<String, Double>> bars)
      implements Plot {}

  /**
   * Lines with markers.
   *
   * @param xTitle title of the other axis, with the unit
   * @param lines y by series and x
   */
  record Lines(
      String name,
      String title,
      String xTitle,
      String yTitle,
      Map<String, Map<Double, Double>> lines)
      implements Plot {}
}
