package io.lethe.worker.bench;

import ai.djl.Device;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.lethe.unlearning.compute.Devices;
import io.lethe.unlearning.compute.EngineDescription;
import io.lethe.unlearning.compute.Engines;
import io.lethe.worker.progress.ProgressLine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Everything measured, with what it was measured on.
 *
 * @param engine threads, instruction set, engine build and device
 * @param steps training steps
 * @param ranking ranking and packing of masks
 * @param memory resident memory over many steps
 * @param data the user's data set, where one is named
 */
@JsonPropertyOrder({"engine", "steps", "ranking", "memory", "data"})
public record Bench(
    EngineDescription engine,
    List<StepBench> steps,
    RankingBench ranking,
    List<MemoryBench> memory,
    Optional<DataBench> data) {

  /**
   * Measures; takes minutes.
   *
   * @param deviceName {@code auto}, {@code cpu} or {@code gpu:N}
   * @param python a Python with PyTorch and the script it runs; steps stand alone without
   * @param data a data set to load
   * @param line says what is being measured
   */
  public static Bench run(
      BenchSettings settings,
      String deviceName,
      Optional<Python> python,
      Optional<Path> data,
      ProgressLine line)
      throws IOException {
    Engines.useThreads(settings.threads());
    Device device = Devices.parse(deviceName);
    Optional<PytorchSteps> pytorch = python.map(p -> new PytorchSteps(p.program(), p.script()));
    line.print("bench: ranking");
    RankingBench ranking = RankingBench.run();
    line.print("bench: training steps");
    List<StepBench> steps =
        List.of(
            StepBench.run("resnet18", settings, device, pytorch),
            StepBench.run("resnet20s", settings, device, pytorch));
    line.print("bench: memory");
    List<MemoryBench> memory =
        List.of(
            MemoryBench.run("resnet20s", settings.smallSteps(), settings.batchSize(), device),
            MemoryBench.run("resnet18", settings.largeSteps(), settings.batchSize(), device));
    Optional<DataBench> loaded = Optional.empty();
    if (data.isPresent()) {
      line.print("bench: data set");
      loaded = Optional.of(DataBench.run(data.get(), settings, device));
    }
    return new Bench(Engines.describe(device), steps, ranking, memory, loaded);
  }

  /**
   * A Python with PyTorch.
   *
   * @param program path or name of the interpreter
   * @param script {@code bench/pytorch_step.py}
   */
  public record Python(String program, Path script) {}
}
