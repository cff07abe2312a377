package io.lethe.unlearning.method;

import ai.djl.ndarray.NDArray;
import io.lethe.formats.Mask;
import io.lethe.unlearning.model.Network;
import io.lethe.unlearning.model.NewRow;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * BE, boundary expanding (Chen et al., 2023; SalUn, section 5): the classifier gets one more
 * output, and D_f is learned as that class. The output stays in the network; what it would predict
 * without it is measured too.
 *
 * <p>A mask ranges over the weights that were there before; those of the new output may always
 * change.
 *
 * @param newRow how the new output's weights begin
 */
public record BoundaryExpand(NewRow newRow) implements StepwiseMethod {
  @Override
  public String name() {
    return "be";
  }

  @Override
  public String definition() {
    return toString();
  }

  @Override
  public int newOutputs() {
    return 1;
  }

  @Override
  public List<Pass> passes(
      UnlearningData sets, int classes, Hyperparameters hyperparameters, int epoch) {
    return List.of(new Pass("forget", sets.forget(), sets.forgetLabels(), 1));
  }

  @Override
  public UnlearningRun start(
      UnlearningData sets, Hyperparameters hyperparameters, Network network, Optional<Mask> mask) {
    RunChecks.check(this, sets, network, mask);
    network.addOutput(newRow, hyperparameters.seed());
    return new MethodRun(this, sets, hyperparameters, network, mask.map(m -> extended(m, network)));
  }

  /** The new output's weights are the last of their tensors, so the old bits keep their places. */
  private static Mask extended(Mask mask, Network network) {
    Map<String, byte[]> bits = new LinkedHashMap<>();
    Map<String, Integer> sizes = new LinkedHashMap<>();
    network
        .parameters()
        .forEach(
            (name, weights) -> {
              int size = Math.toIntExact(weights.size());
              byte[] packed = Arrays.copyOf(mask.bits(name), (size + 7) / 8);
              for (int i = mask.size(name); i < size; i++) {
                packed[i >> 3] |= (byte) (1 << (i & 7));
              }
              bits.put(name, packed);
              sizes.put(name, size);
            });
    return new Mask(bits, sizes, mask.metadata());
  }

  @Override
  public StepRule rule(RunStart start) {
    int last = start.network().outputs() - 1;
    return new StepRule() {
      @Override
      public int[] targets(NDArray pixels, int[] labels) {
        int[] targets = new int[labels.length];
        Arrays.fill(targets, last);
        return targets;
      }
    };
  }
}
