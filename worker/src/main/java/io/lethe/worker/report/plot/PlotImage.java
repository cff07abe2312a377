package io.lethe.worker.report.plot;

import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;

/** Draws plots as PNG, without a display. */
public final class PlotImage {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 480;

  /** Width that a bar with its share of the gaps needs, pixels. */
  private static final int BAR = 11;

  private static final int MANY_CATEGORIES = 8;
  private static final int STEEP = 60;

  /** Okabe and Ito's palette, which the colour-blind tell apart, and three greys. */
  private static final Color[] COLOURS = {
    new Color(0x000000),
    new Color(0xE69F00),
    new Color(0x56B4E9),
    new Color(0x009E73),
    new Color(0xCC79A7),
    new Color(0x0072B2),
    new Color(0xD55E00),
    new Color(0xB8AC00),
    new Color(0x777777),
    new Color(0xAA4499),
    new Color(0xBBBBBB)
  };

  private PlotImage() {}

  /**
   * The image.
   *
   * @throws IOException if this Java has no fonts to draw with
   */
  public static byte[] png(Plot plot) throws IOException {
    try {
      Chart<?, ?> chart = plot instanceof Plot.Bars bars ? bars(bars) : lines((Plot.Lines) plot);
      return BitmapEncoder.getBitmapBytes(chart, BitmapFormat.PNG);
    } catch (LinkageError | InternalError e) {
      throw new IOException(
          "plots cannot be drawn: this machine has no fonts for Java; install fontconfig with a font"
              + " (Debian: fontconfig, fonts-dejavu-core), or ask for formats other than png and html",
          e);
    }
  }

  private static CategoryChart bars(Plot.Bars plot) {
    List<String> categories = categories(plot);
    int width = Math.max(WIDTH, 160 + BAR * categories.size() * plot.bars().size());
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(width)
            .height(HEIGHT)
            .title(plot.title())
            .yAxisTitle(plot.yTitle())
            .build();
    style(chart.getStyler(), plot.bars().size());
    chart.getStyler().setXAxisLabelRotation(categories.size() > MANY_CATEGORIES ? STEEP : 0);
    plot.bars()
        .forEach(
            (series, values) -> {
              List<Double> heights = new ArrayList<>();
              categories.forEach(category -> heights.add(values.get(category)));
              chart.addSeries(series, categories, heights);
            });
    return chart;
  }

  private static List<String> categories(Plot.Bars plot) {
    Set<String> categories = new LinkedHashSet<>();
    plot.bars().values().forEach(values -> categories.addAll(values.keySet()));
    return List.copyOf(categories);
  }

  private static XYChart lines(Plot.Lines plot) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(plot.title())
            .xAxisTitle(plot.xTitle())
            .yAxisTitle(plot.yTitle())
            .build();
    style(chart.getStyler(), plot.lines().size());
    plot.lines()
        .forEach(
            (series, points) ->
                chart.addSeries(
                    series,
                    coordinates(points.keySet()),
                    coordinates(List.copyOf(points.values()))));
    return chart;
  }

  private static double[] coordinates(Collection<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static void style(AxesChartStyler styler, int series) {
    Color[] colours = new Color[Math.max(1, series)];
    for (int i = 0; i < colours.length; i++) {
      colours[i] = COLOURS[i % COLOURS.length];
    }
    styler.setSeriesColors(colours);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setYAxisMin(0.0);
    styler.setLegendPosition(Styler.LegendPosition.OutsideE);
    styler.setChartTitleFont(font(Font.BOLD, 15));
    styler.setLegendFont(font(Font.PLAIN, 12));
    styler.setAxisTitleFont(font(Font.PLAIN, 13));
    styler.setAxisTickLabelsFont(font(Font.PLAIN, 11));
  }

  private static Font font(int style, int size) {
    return new Font(Font.SANS_SERIF, style, size);
  }
}
