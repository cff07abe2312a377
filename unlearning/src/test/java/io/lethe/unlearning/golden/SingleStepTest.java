package io.lethe.unlearning.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.formats.Mask;
import io.lethe.formats.Tensor;
import io.lethe.formats.TensorFile;
import io.lethe.unlearning.StepReport;
import io.lethe.unlearning.data.Dataset;
import io.lethe.unlearning.method.MaskUpdate;
import io.lethe.unlearning.method.MethodRun;
import io.lethe.unlearning.method.Order;
import io.lethe.unlearning.method.SalUn;
import io.lethe.unlearning.method.UnlearningData;
import io.lethe.unlearning.model.Network;
import io.lethe.unlearning.model.PixelLayout;
import io.lethe.unlearning.saliency.MaskBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Case S1: single hard-frozen SalUn steps, each from the stored state before it. */
class SingleStepTest {
  private static final Logger LOG = LoggerFactory.getLogger(SingleStepTest.class);
  private static final TensorFile ORIGINAL = Golden.ownTensors("resnet20.safetensors");
  private static final JsonNode CASE = Golden.ownCase("S1");

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aStepFromTheStoredStateGivesTheNextStoredState(int step) {
    check(step, Golden::ownTensors);
  }

  @Test
  void theThirdStepAgreesToo() {
    check(3, Golden::sharedTensors);
  }

  private static void check(int step, Function<String, TensorFile> states) {
    Dataset data = Golden.forgetSet();
    TensorFile after = states.apply("s1_after_step_%d.safetensors".formatted(step));
    try (Network network = Golden.resnet20();
        MethodRun run = run(network, data)) {
      TensorFile start = run.save();
      if (step > 1) {
        start =
            withValuesOf(
                states.apply("s1_after_step_%d.safetensors".formatted(step - 1)), start, step - 1);
        run.restore(start);
      }
      StepReport report = run.step();
      TensorFile found = run.save();

      JsonNode limits = CASE.get("limits");
      double before = CASE.get("steps").get(step - 1).get("loss_before").asDouble();
      assertThat(report.loss())
          .isCloseTo(before, withinPercentage(100 * limits.get("loss_before_rel").asDouble()));
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
    LOG.info(
        "S1: theta {}, movement {}, momentum {}, buffers {}",
        worstTheta,
        worstMovement,
        worstMomentum,
        worstBuffer);
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

  private static Mask mask() {
    return MaskBuilder.build(
        Golden.storedScores(), CASE.get("hyper").get("p").asDouble(), Map.of());
  }

  private static MethodRun run(Network network, Dataset data) {
    double rate = CASE.get("hyper").get("lr").asDouble();
    int[] forget = IntStream.range(0, data.size()).toArray();
    network.useLayout(PixelLayout.PLAIN);
    return new MethodRun(
        new SalUn(),
        new UnlearningData(data, forget, new int[0]),
        Runs.protocol(1, rate, Order.SEQUENTIAL, MaskUpdate.HARD_FREEZE),
        network,
        Optional.of(mask()));
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
