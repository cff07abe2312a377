package io.lethe.worker.bench;

import ai.djl.Device;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A training step beside PyTorch's, same batch and threads, in alternating rounds.
 *
 * @param architecture name in the architecture registry
 * @param batchSize images a step
 * @param lethe the median round
 * @param pytorch the median round by memory layout, {@code eager} or {@code channels_last}; empty
 *     without a Python
 * @param ratio Lethe's milliseconds over PyTorch's, by layout
 */
public record StepBench(
    String architecture,
    int batchSize,
    StepTimes lethe,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, StepTimes> pytorch,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Double> ratio) {
  private static final List<String> LAYOUTS = List.of("eager", "channels_last");

  static StepBench run(
      String architecture, BenchSettings settings, Device device, Optional<PytorchSteps> pytorch)
      throws IOException {
    int batch = settings.batchSize();
    List<StepTimes> ours = new ArrayList<>();
    Map<String, List<StepTimes>> theirs = new LinkedHashMap<>();
    try (TrainingSteps steps =
        new TrainingSteps(architecture, SyntheticData.of(4 * batch), batch, device)) {
      for (int round = 0; round < settings.rounds(); round++) {
        // Every round, as PyTorch does: its process has had the caches in the meantime.
        steps.warmUp(settings.warmup());
        ours.add(steps.time(settings.steps()));
        if (pytorch.isPresent()) {
          for (String layout : LAYOUTS) {
            theirs
                .computeIfAbsent(layout, name -> new ArrayList<>())
                .add(
                    pytorch
                        .get()
                        .time(architecture, batch, settings.threads(), settings.steps(), layout));
          }
        }
      }
    }
    StepTimes lethe = StepTimes.median(ours);
    Map<String, StepTimes> medians = new LinkedHashMap<>();
    Map<String, Double> ratios = new LinkedHashMap<>();
    theirs.forEach(
        (layout, rounds) -> {
          StepTimes median = StepTimes.median(rounds);
          medians.put(layout, median);
          ratios.put(layout, lethe.milliseconds() / median.milliseconds());
        });
    return new StepBench(architecture, batch, lethe, medians, ratios);
  }
}
