package io.lethe.unlearning.method;

import io.lethe.formats.MalformedFileException;
import io.lethe.formats.Tensor;
import io.lethe.formats.TensorFile;
import io.lethe.unlearning.compute.Tensors;
import io.lethe.unlearning.model.Network;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The saved form of a run between two steps: {@code theta.*}, {@code momentum.*} and {@code
 * buffer.*} tensors, {@code rule.*} where the method keeps something, with the step counter and the
 * run's fingerprint as metadata.
 */
final class RunState {
  private static final String KIND = "method-run";
  private static final String THETA = "theta.";
  private static final String MOMENTUM = "momentum.";
  private static final String BUFFER = "buffer.";
  private static final String RULE = "rule.";

  private final Network network;
  private final Sgd sgd;
  private final StepRule rule;
  private final String fingerprint;

  RunState(Network network, Sgd sgd, StepRule rule, String fingerprint) {
    this.network = network;
    this.sgd = sgd;
    this.rule = rule;
    this.fingerprint = fingerprint;
  }

  TensorFile save(long finished) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    network.parameters().forEach((name, w) -> tensors.put(THETA + name, Tensors.copyOf(w)));
    sgd.momentum().forEach((name, v) -> tensors.put(MOMENTUM + name, v));
    network.buffers().forEach((name, b) -> tensors.put(BUFFER + name, b));
    rule.save().forEach((name, r) -> tensors.put(RULE + name, r));
    return new TensorFile(
        tensors, Map.of("kind", KIND, "run", fingerprint, "finished", Long.toString(finished)));
  }

  /** Overwrites network and momentum; returns the number of finished steps. */
  long restore(TensorFile saved, long steps) {
    if (!saved.meta("kind").equals(KIND) || !saved.meta("run").equals(fingerprint)) {
      throw new MalformedFileException(
          "not a state of this run: kind '%s', run '%s', expected run '%s'"
              .formatted(saved.meta("kind"), saved.meta("run"), fingerprint));
    }
    long finished = Long.parseLong(saved.meta("finished"));
    if (finished < 0 || finished > steps) {
      throw new MalformedFileException(
          "state after step %d, but the run has %d steps".formatted(finished, steps));
    }
    checkNames(saved);
    Map<String, Tensor> values = new LinkedHashMap<>();
    network.parameters().keySet().forEach(n -> values.put(n, saved.get(THETA + n)));
    network.buffers().keySet().forEach(n -> values.put(n, saved.get(BUFFER + n)));
    network.overwrite(values);
    network.parameters().keySet().forEach(n -> sgd.restore(n, saved.get(MOMENTUM + n)));
    Map<String, Tensor> kept = new LinkedHashMap<>();
    rule.save().keySet().forEach(n -> kept.put(n, saved.get(RULE + n)));
    rule.restore(kept);
    return finished;
  }

  private void checkNames(TensorFile saved) {
    Set<String> expected = new HashSet<>();
    for (String name : network.parameters().keySet()) {
      expected.add(THETA + name);
      expected.add(MOMENTUM + name);
    }
    network.buffers().keySet().forEach(name -> expected.add(BUFFER + name));
    rule.save().keySet().forEach(name -> expected.add(RULE + name));
    if (!saved.tensors().keySet().equals(expected)) {
      throw new MalformedFileException(
          "state with %d tensors, expected %d of other names"
              .formatted(saved.tensors().size(), expected.size()));
    }
  }
}
