package io.lethe.unlearning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import io.lethe.formats.Mask;
import io.lethe.formats.Safetensors;
import io.lethe.formats.Tensor;
import io.lethe.formats.TensorFile;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.unlearning.data.Augmentation;
import io.lethe.unlearning.data.BatchLoader;
import io.lethe.unlearning.data.Dataset;
import io.lethe.unlearning.model.Network;
import io.lethe.unlearning.model.Scripts;
import io.lethe.unlearning.model.TinyNetwork;
import io.lethe.unlearning.saliency.MaskBuilder;
import io.lethe.unlearning.saliency.SaliencyDefinition;
import io.lethe.unlearning.saliency.SaliencyRun;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The methods on a user's module, with dropout, a tied block and a parameter that is not trained.
 */
class ScriptMethodTest {
  private static final Dataset DATA = TinyNetwork.images(23);
  private static final UnlearningData SETS =
      new UnlearningData(DATA, IntStream.range(0, 7).toArray(), IntStream.range(7, 23).toArray());
  private static final Hyperparameters SETTINGS = Hyperparameters.defaults().with(2, 0.05, 5);

  static List<UnlearningMethod> methods() {
    // A module's code fixes its outputs: what adds one is refused, see below.
    return UnlearningMethods.all().stream().filter(m -> m.newOutputs() == 0).toList();
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aResumedRunEqualsAnUninterruptedOne(UnlearningMethod method) {
    Mask mask = mask("eval");
    TensorFile uninterrupted;
    long steps;
    try (Network network = Scripts.network();
        UnlearningRun run = method.start(SETS, SETTINGS, network, Optional.of(mask))) {
      steps = run.steps();
      uninterrupted = finished(run);
    }
    for (long kill = 1; kill <= steps; kill += 2) {
      byte[] saved;
      try (Network network = Scripts.network();
          UnlearningRun run = method.start(SETS, SETTINGS, network, Optional.of(mask))) {
        for (long i = 0; i < kill; i++) {
          run.step();
        }
        saved = Safetensors.toBytes(run.save());
      }
      try (Network network = Scripts.network();
          UnlearningRun run = method.start(SETS, SETTINGS, network, Optional.of(mask))) {
        run.restore(Safetensors.read(saved));
        assertThat(Safetensors.toBytes(run.save())).isEqualTo(saved);
        assertThat(finished(run)).as("killed after step %d", kill).isEqualTo(uninterrupted);
      }
    }
    frozenStaysFrozen(mask, uninterrupted);
  }

  private static void frozenStaysFrozen(Mask mask, TensorFile after) {
    TensorFile before = Scripts.tiny().values();
    for (String constant : new String[] {"shift", "flags", "pixel_mean"}) {
      assertThat(mask.names()).doesNotContain(constant);
      assertThat(after.get(constant)).isEqualTo(before.get(constant));
    }
    int moved = 0;
    for (String name : mask.names()) {
      float[] b = before.get(name).floats();
      float[] a = after.get(name).floats();
      for (int i = 0; i < a.length; i++) {
        boolean same = Float.floatToRawIntBits(a[i]) == Float.floatToRawIntBits(b[i]);
        assertThat(same || mask.get(name, i)).as("%s[%d] is frozen", name, i).isTrue();
        moved += same ? 0 : 1;
      }
    }
    assertThat(moved).isPositive();
  }

  @Test
  void aMaskOfTrainingModeIsTheSameEveryTimeAndLeavesTheNetworkAsItWas() {
    assertThat(mask("train").toFile()).isEqualTo(mask("train").toFile());
    assertThat(mask("train").toFile()).isNotEqualTo(mask("eval").toFile());
  }

  private static Mask mask(String mode) {
    try (Network network = Scripts.network();
        SaliencyRun run =
            new SaliencyRun(
                network,
                DATA,
                new BatchLoader(DATA, Augmentation.NONE, 3, "saliency"),
                SETS.forget(),
                4,
                SaliencyDefinition.parse("abs-of-sum", mode, "batch"))) {
      while (!run.done()) {
        run.step();
      }
      assertThat(network.export()).isEqualTo(Scripts.tiny().values());
      return MaskBuilder.build(run.result(), 0.5, Map.of());
    }
  }

  @Test
  void anAddedOutputIsRefused() {
    for (UnlearningMethod method : UnlearningMethods.all()) {
      if (method.newOutputs() > 0) {
        try (Network network = Scripts.network()) {
          assertThatThrownBy(() -> method.start(SETS, SETTINGS, network, Optional.empty()))
              .isInstanceOf(InvalidInputException.class)
              .hasMessageContainingAll("method.name", "TorchScript");
        }
      }
    }
  }

  @Test
  void memoryStaysFlatOverHundredsOfSteps() {
    Hyperparameters h = SETTINGS.with(50, 0.001, 5);
    try (Network network = Scripts.network();
        UnlearningRun run = new RandomLabel().start(SETS, h, network, Optional.empty())) {
      run.step();
      NDManager all = network.manager().getParentManager();
      int before = all.getManagedArrays().size();
      while (!run.done()) {
        run.step();
      }
      assertThat(run.steps()).isEqualTo(300);
      assertThat(all.getManagedArrays()).hasSize(before);
    }
  }

  private static TensorFile finished(UnlearningRun run) {
    while (!run.done()) {
      run.step();
    }
    Map<String, Tensor> all = run.result().tensors();
    return TensorFile.of(all);
  }
}
