package io.lethe.worker.report;

import io.lethe.worker.report.render.Part;
import io.lethe.worker.report.statistics.Sample;
import io.lethe.workflows.contract.Comparison.Choice;
import io.lethe.workflows.contract.Comparison.Search;
import io.lethe.workflows.contract.Comparison.SearchRun;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** How the hyper-parameters were chosen: every candidate that was tried, and what was taken. */
final class SearchTables {
  private final Search search;

  SearchTables(Search search) {
    this.search = search;
  }

  /** One row a candidate and forget set of the search. */
  Part.Table candidates() {
    Map<List<String>, List<Double>> gaps = new LinkedHashMap<>();
    for (SearchRun run : search.runs()) {
      List<Double> of =
          gaps.computeIfAbsent(
              List.of(
                  MethodNames.title(run.cell().method()),
                  run.cell().forget(),
                  text(run.parameters())),
              key -> new ArrayList<>());
      run.cell().result().flatMap(result -> result.avgGap()).ifPresent(of::add);
    }
    List<List<Part.Entry>> rows = new ArrayList<>();
    gaps.forEach(
        (key, of) -> {
          List<Part.Entry> entries = new ArrayList<>(key.stream().map(Part.Entry::of).toList());
          entries.add(
              Part.Entry.of(of.isEmpty() ? Numbers.NONE : Numbers.two(Sample.of(of).mean())));
          rows.add(entries);
        });
    return new Part.Table(
        "Candidates, mean Avg. Gap over the trials of the search that ended well", header(), rows);
  }

  /** One row a method and forget set of the report. */
  Part.Table choices() {
    return new Part.Table(
        "Chosen for the cells above",
        header(),
        search.choices().stream().map(SearchTables::row).toList());
  }

  private static List<Part.Entry> row(Choice choice) {
    return List.of(
        Part.Entry.of(MethodNames.title(choice.method())),
        Part.Entry.of(choice.forget()),
        Part.Entry.of(text(choice.parameters())),
        Part.Entry.of(Numbers.two(choice.avgGap())));
  }

  private static List<String> header() {
    return List.of("Method", "Forget", "Hyper-parameters", "Avg. Gap");
  }

  private static String text(Map<String, Object> parameters) {
    return parameters.entrySet().stream()
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .collect(Collectors.joining(", "));
  }
}
