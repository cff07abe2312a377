package io.lethe.unlearning.saliency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.formats.MalformedFileException;
import io.lethe.formats.Safetensors;
import io.lethe.formats.TensorFile;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.unlearning.data.Augmentation;
import io.lethe.unlearning.data.BatchLoader;
import io.lethe.unlearning.data.Dataset;
import io.lethe.unlearning.model.Network;
import io.lethe.unlearning.model.TinyNetwork;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SaliencyRunTest {
  private static final Dataset DATA = TinyNetwork.images(11);
  private static final int[] FORGET = {9, 2, 4, 7, 0, 1, 3};

  static Stream<SaliencyDefinition> definitions() {
    return Stream.of("abs-of-sum", "sum-of-abs")
        .flatMap(
            score ->
                Stream.of("eval", "train")
                    .flatMap(
                        mode ->
                            Stream.of("batch", "size")
                                .map(w -> SaliencyDefinition.parse(score, mode, w))));
  }

  @ParameterizedTest
  @MethodSource("definitions")
  void aResumedPassEqualsAnUninterruptedOneAndLeavesTheNetworkAlone(SaliencyDefinition definition) {
    try (Network network = TinyNetwork.create()) {
      TensorFile before = network.export();
      TensorFile whole = finish(run(network, definition)).toFile();
      for (int kill = 0; kill <= 3; kill++) {
        SaliencyRun first = run(network, definition);
        for (int i = 0; i < kill; i++) {
          first.step();
        }
        SaliencyRun second = run(network, definition);
        second.restore(Safetensors.read(Safetensors.toBytes(first.save())));
        assertThat(finish(second).toFile()).isEqualTo(whole);
      }
      assertThat(network.export()).isEqualTo(before);
      assertThat(whole.meta("definition")).isEqualTo(definition.toString());
    }
  }

  @Test
  void variantsDiffer() {
    try (Network network = TinyNetwork.create()) {
      List<TensorFile> all =
          definitions().map(d -> finish(run(network, d)).toFile()).distinct().toList();
      assertThat(all).hasSize(8);
    }
  }

  @Test
  void aStateOfAnotherPassIsRefused() {
    try (Network network = TinyNetwork.create()) {
      SaliencyRun run = run(network, SaliencyDefinition.DEFAULT);
      TensorFile foreign =
          run(network, SaliencyDefinition.parse("sum-of-abs", "eval", "batch")).save();
      assertThatThrownBy(() -> run.restore(foreign)).isInstanceOf(MalformedFileException.class);
      assertThatThrownBy(run::result).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void unknownNamesAreRefusedWithTheirField() {
    assertThatThrownBy(() -> SaliencyDefinition.parse("magic", "eval", "batch"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("method.mask.score: found 'magic', allowed are abs-of-sum, sum-of-abs");
  }

  private static SaliencyRun run(Network network, SaliencyDefinition definition) {
    BatchLoader loader = new BatchLoader(DATA, Augmentation.NONE, 0, "saliency");
    return new SaliencyRun(network, DATA, loader, FORGET, 3, definition);
  }

  private static SaliencyScores finish(SaliencyRun run) {
    while (!run.done()) {
      run.step();
    }
    return run.result();
  }
}
