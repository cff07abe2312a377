package io.lethe.unlearning.golden;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.formats.Mask;
import io.lethe.formats.Tensor;
import io.lethe.formats.TensorFile;
import io.lethe.unlearning.StepReport;
import io.lethe.unlearning.data.Augmentation;
import io.lethe.unlearning.data.Dataset;
import io.lethe.unlearning.method.Hyperparameters;
import io.lethe.unlearning.method.MaskUpdate;
import io.lethe.unlearning.method.MethodRun;
import io.lethe.unlearning.method.Order;
import io.lethe.unlearning.method.RandomLabels;
import io.lethe.unlearning.method.SalUn;
import io.lethe.unlearning.method.Schedule;
import io.lethe.unlearning.method.UnlearningData;
import io.lethe.unlearning.model.Architectures;
import io.lethe.unlearning.model.Network;
import io.lethe.unlearning.saliency.MaskBuilder;
import io.lethe.unlearning.saliency.SaliencyScores;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Case S1: single hard-frozen SalUn steps, each from the stored state before it. */
class SingleStepTest {
  private static final TensorFile ORIGINAL = Golden.ownTensors("resnet20.safetensors");
  private static final JsonNode CASE = Golden.ownCase("S1");

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aStepFromTheStoredStateGivesTheNextStoredState(int step) {
    Dataset data = Cifar.forgetSet();
    JsonNode expected = CASE.get("steps").get(step - 1);
    TensorFile after = Golden.ownTensors("s1_after_step_%d.safetensors".formatted(step));
    try (Network network = network();
        MethodRun run = run(network, data)) {
      TensorFile start = run.save();
      if (step > 1) {
        start =
            withValuesOf(
                Golden.ownTensors("s1_after_step_%d.safetensors".formatted(step - 1)),
                start,
                step - 1);
        run.restore(start);
      }
      StepReport report = run.step();
      TensorFile found = run.save();

      JsonNode limits = CASE.get("limits");
      double before = expected.get("loss_before").asDouble();
      assertThat(Math.abs(report.loss() / before - 1))
          .isLessThan(limits.get("loss_before_rel").asDouble());
      compare(start, found, after, limits);
      assertUnselectedUntouched(found);
    }
  }

  private static void compare(
      TensorFile start, TensorFile found, TensorFile after, JsonNode limits) {
    double worstTheta = 0;
    double worstMovement = 0;
    double worstMomentum = 0;
    double worstBuffer = 0;
    for (String name : after.tensors().keySet()) {
      float[] f = found.get(name).floats();
      float[] a = after.get(name).floats();
      if (name.startsWith("theta.")) {
        worstTheta = Math.max(worstTheta, Numbers.maxAbsoluteError(f, a));
        float[] s = start.get(name).floats();
        worstMovement =
            Math.max(
                worstMovement, Numbers.relativeError(Numbers.minus(f, s), Numbers.minus(a, s)));
      } else if (name.startsWith("momentum.")) {
        worstMomentum = Math.max(worstMomentum, Numbers.relativeError(f, a));
      } else {
        worstBuffer = Math.max(worstBuffer, Numbers.relativeError(f, a));
      }
    }
    System.out.printf(
        "S1 theta %.2e movement %.2e momentum %.2e buffer %.2e%n",
        worstTheta, worstMovement, worstMomentum, worstBuffer);
    assertThat(worstTheta).isLessThan(limits.get("theta_abs").asDouble());
    assertThat(worstMovement).isLessThan(limits.get("movement_rel_l2_per_parameter").asDouble());
    assertThat(worstMomentum).isLessThan(limits.get("momentum_rel_l2_per_parameter").asDouble());
    assertThat(worstBuffer).isLessThan(limits.get("buffer_rel_l2").asDouble());
  }

  private static void assertUnselectedUntouched(TensorFile found) {
    Mask mask = mask();
    for (String name : mask.names()) {
      float[] f = found.get("theta." + name).floats();
      float[] o = ORIGINAL.get(name).floats();
      for (int i = 0; i < f.length; i++) {
        if (!mask.get(name, i)) {
          assertThat(Float.floatToRawIntBits(f[i])).isEqualTo(Float.floatToRawIntBits(o[i]));
        }
      }
    }
  }

  private static Network network() {
    return Network.load(
        Architectures.get("resnet20s"), 10, Optional.of(Golden.IMAGENET), ORIGINAL, Device.cpu());
  }

  private static Mask mask() {
    return MaskBuilder.build(storedScores(), CASE.get("hyper").get("p").asDouble(), Map.of());
  }

  static SaliencyScores storedScores() {
    TensorFile stored = Golden.ownTensors("c2_gradient_sum.safetensors");
    Map<String, float[]> values = new LinkedHashMap<>();
    Map<String, long[]> shapes = new LinkedHashMap<>();
    for (JsonNode parameter : Golden.ownCase("C1").get("parameters")) {
      String name = parameter.get(0).asText();
      values.put(name, stored.get(name).floats());
      shapes.put(name, stored.get(name).shape());
    }
    return new SaliencyScores(values, shapes, "stored");
  }

  private static MethodRun run(Network network, Dataset data) {
    JsonNode hyper = CASE.get("hyper");
    Hyperparameters h =
        new Hyperparameters(
            1,
            hyper.get("lr").asDouble(),
            128,
            hyper.get("momentum").asDouble(),
            hyper.get("weight_decay").asDouble(),
            Schedule.REFERENCE,
            0,
            Order.SEQUENTIAL,
            RandomLabels.NEXT_CLASS,
            MaskUpdate.HARD_FREEZE,
            false,
            Augmentation.NONE,
            0);
    int[] forget = IntStream.range(0, data.size()).toArray();
    return new MethodRun(
        new SalUn(), new UnlearningData(data, forget, new int[0]), h, network, Optional.of(mask()));
  }

  /** A state with the stored tensors; the stored ones lack batch counters. */
  private static TensorFile withValuesOf(TensorFile stored, TensorFile template, int finished) {
    Map<String, Tensor> tensors = new LinkedHashMap<>(template.tensors());
    tensors.putAll(stored.tensors());
    Map<String, String> metadata = new LinkedHashMap<>(template.metadata());
    metadata.put("finished", Integer.toString(finished));
    return new TensorFile(tensors, metadata);
  }
}
