package io.lethe.worker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.worker.MetricsType;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Dashboard, alerts and documentation speak of the metrics that there are. */
class MetricNamesTest {
  private static final Path DASHBOARD = Path.of("..", "deploy/grafana/dashboards/lethe.json");
  private static final Path ALERTS = Path.of("..", "deploy/prometheus/alerts.yml");
  private static final Path PAGE = Path.of("..", "docs/observability.md");

  /** What Prometheus adds to the name of a summary. */
  private static final Pattern PART = Pattern.compile("_(count|sum|max)$");

  private static final Set<String> OWN =
      Stream.of(Metric.values()).map(Metric::series).collect(Collectors.toCollection(TreeSet::new));

  private static Set<String> named(String prefix, Path file) throws IOException {
    return Pattern.compile("\\b" + prefix + "_[a-z_]+")
        .matcher(Files.readString(file))
        .results()
        .map(match -> PART.matcher(match.group()).replaceAll(""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void theDashboardShowsAllOfThemAndNoOthers() throws IOException {
    assertThat(named("lethe", DASHBOARD)).isEqualTo(OWN);
  }

  @Test
  void theDocumentationTellsOfAllOfThemAndNoOthers() throws IOException {
    assertThat(named("lethe", PAGE)).isEqualTo(OWN);
  }

  @Test
  void alertsSpeakOfThemOnly() throws IOException {
    assertThat(named("lethe", ALERTS)).isNotEmpty().isSubsetOf(OWN);
  }

  @Test
  void temporalsMetricsAreThoseOfItsClient() throws IOException {
    Set<String> known =
        Stream.of(MetricsType.class, io.temporal.serviceclient.MetricsType.class)
            .flatMap(names -> Arrays.stream(names.getFields()))
            .filter(field -> Modifier.isStatic(field.getModifiers()))
            .map(MetricNamesTest::value)
            .collect(Collectors.toSet());
    for (Path file : new Path[] {DASHBOARD, ALERTS}) {
      assertThat(named("temporal", file))
          .isNotEmpty()
          .allSatisfy(
              series ->
                  assertThat(known)
                      .contains(series.replaceAll("(_total|(_seconds)?(_bucket)?)$", "")));
    }
  }

  private static String value(Field field) {
    try {
      return String.valueOf(field.get(null));
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
