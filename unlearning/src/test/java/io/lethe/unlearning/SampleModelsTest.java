package io.lethe.unlearning;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.formats.Safetensors;
import io.lethe.unlearning.compute.Devices;
import io.lethe.unlearning.data.Augmentation;
import io.lethe.unlearning.data.BatchLoader;
import io.lethe.unlearning.data.Dataset;
import io.lethe.unlearning.data.DatasetReader;
import io.lethe.unlearning.data.ForgetSelection;
import io.lethe.unlearning.data.Partition;
import io.lethe.unlearning.data.RetainSet;
import io.lethe.unlearning.metric.EvaluationProtocol;
import io.lethe.unlearning.metric.EvaluationRun;
import io.lethe.unlearning.metric.EvaluationSet;
import io.lethe.unlearning.metric.Members;
import io.lethe.unlearning.metric.Metrics;
import io.lethe.unlearning.model.Architectures;
import io.lethe.unlearning.model.Network;
import io.lethe.unlearning.random.DrawGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The bundled models give exactly the metrics that were recorded when they were trained. */
class SampleModelsTest {
  private static final Path SAMPLES = Path.of("..", "samples").toAbsolutePath().normalize();

  /** Seed of the training requests, which also draws the members of the attack. */
  private static final long SEED = 1;

  private static final int BATCH = 256;

  private final Dataset data = DatasetReader.open(SAMPLES.resolve("cifar10"), 10);

  @Test
  void theOriginalModelKeepsItsMetrics() throws IOException {
    Map<EvaluationSet, int[]> sets = new EnumMap<>(EvaluationSet.class);
    sets.put(EvaluationSet.RETAIN, data.positions(Partition.TRAIN));
    sets.put(EvaluationSet.TEST, data.positions(Partition.TEST));
    assertThat(evaluate("resnet20s", sets, Set.of("ra", "ta"))).isEqualTo(recorded("resnet20s"));
  }

  @Test
  void theRetrainBaselineKeepsItsMetrics() throws IOException {
    int[] train = data.positions(Partition.TRAIN);
    int[] test = data.positions(Partition.TEST);
    int[] forget =
        new ForgetSelection.RandomFraction(0.1, 1, DrawGenerator.COUNTER)
            .positions(data.index(), train);
    int[] retain = RetainSet.complement(train, forget);
    Map<EvaluationSet, int[]> sets = new EnumMap<>(EvaluationSet.class);
    sets.put(EvaluationSet.FORGET, forget);
    sets.put(EvaluationSet.RETAIN, retain);
    sets.put(EvaluationSet.TEST, test);
    sets.put(EvaluationSet.MEMBERS, Members.seeded(retain, test.length, SEED));
    assertThat(evaluate("retrain", sets, Set.of("ua", "ra", "ta", "mia")))
        .isEqualTo(recorded("retrain"));
  }

  private Map<String, Double> evaluate(
      String model, Map<EvaluationSet, int[]> sets, Set<String> metrics) {
    BatchLoader loader = new BatchLoader(data, Augmentation.NONE, SEED, "evaluate");
    try (Network network =
            Network.load(
                Architectures.get("resnet20s"),
                10,
                Optional.empty(),
                Safetensors.read(SAMPLES.resolve(model + ".safetensors")),
                Devices.parse("cpu"));
        EvaluationRun run =
            new EvaluationRun(
                records -> network.logits(records, loader), data.index(), sets, BATCH)) {
      while (!run.done()) {
        run.step();
      }
      return Metrics.compute(
              run.result(), new EvaluationProtocol(metrics, Set.of(), Members.SEEDED, false))
          .metrics();
    }
  }

  private static Map<String, Double> recorded(String model) throws IOException {
    JsonNode result =
        new ObjectMapper().readTree(Files.readString(SAMPLES.resolve(model + ".result.json")));
    Map<String, Double> metrics = new HashMap<>();
    result
        .get("metrics")
        .properties()
        .forEach(e -> metrics.put(e.getKey(), e.getValue().asDouble()));
    return metrics;
  }
}
