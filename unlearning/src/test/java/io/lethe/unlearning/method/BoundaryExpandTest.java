package io.lethe.unlearning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.lethe.formats.Safetensors;
import io.lethe.formats.TensorFile;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.unlearning.data.Augmentation;
import io.lethe.unlearning.data.BatchLoader;
import io.lethe.unlearning.data.Dataset;
import io.lethe.unlearning.model.Network;
import io.lethe.unlearning.model.NewRow;
import io.lethe.unlearning.model.TinyNetwork;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** BE: the network with one output more, in memory and in files. */
class BoundaryExpandTest {
  private static final Dataset DATA = TinyNetwork.images(23);
  private static final UnlearningData SETS =
      new UnlearningData(DATA, IntStream.range(0, 7).toArray(), IntStream.range(7, 23).toArray());
  private static final int[] ALL = IntStream.range(0, 23).toArray();

  @ParameterizedTest
  @EnumSource(NewRow.class)
  void theOldRowsStayAndTheNewOneIsTheLast(NewRow row) {
    try (Network network = TinyNetwork.create()) {
      float[] before = network.export().get("fc.weight").floats();
      float[][] logits = logits(network);
      network.addOutput(row, 3);
      float[] after = network.export().get("fc.weight").floats();
      assertThat(network.classes()).isEqualTo(3);
      assertThat(network.outputs()).isEqualTo(4);
      for (int c = 0; c < 6; c++) {
        assertThat(after[c]).isEqualTo(before[c]);
        float mean = (before[c] + before[6 + c] + before[12 + c]) / 3;
        if (row == NewRow.MEAN) {
          assertThat(after[18 + c]).isCloseTo(mean, within(1e-7f));
        } else {
          assertThat(after[18 + c])
              .isBetween((float) -Math.sqrt(1 / 6.0), (float) Math.sqrt(1 / 6.0));
          assertThat(after[18 + c]).isNotEqualTo(mean);
        }
      }
      float[][] wider = logits(network);
      for (int i = 0; i < logits.length; i++) {
        assertThat(wider[i]).hasSize(4);
        float sum = logits[i][0] + logits[i][1] + logits[i][2];
        assertThat(wider[i][1]).isCloseTo(logits[i][1], within(1e-6f));
        if (row == NewRow.MEAN) {
          assertThat(wider[i][3]).isCloseTo(sum / 3, within(1e-6f));
        }
      }
    }
  }

  @Test
  void theForgetSetMovesIntoTheNewClass() {
    try (Network network = TinyNetwork.create()) {
      run(network, hyperparameters(40));
      int moved = 0;
      for (int record : SETS.forget()) {
        float[] row = network.logits(new int[] {record}, loader())[0];
        moved += row[3] > Math.max(row[0], Math.max(row[1], row[2])) ? 1 : 0;
      }
      assertThat(moved).isEqualTo(SETS.forget().length);
    }
  }

  /** The widened model is read again with the classes of the request, and may be widened again. */
  @Test
  void aFileSaysHowManyOutputsAreBeyondTheClasses() {
    byte[] written;
    float[][] logits;
    try (Network network = TinyNetwork.create()) {
      assertThat(network.export().metadata()).isEmpty();
      run(network, hyperparameters(1));
      written = Safetensors.toBytes(network.export());
      logits = logits(network);
    }
    TensorFile file = Safetensors.read(written);
    assertThat(Network.extraOutputs(file)).isEqualTo(1);
    try (Network again = load(3, file)) {
      assertThat(again.classes()).isEqualTo(3);
      assertThat(logits(again)).isDeepEqualTo(logits);
      run(again, hyperparameters(1));
      assertThat(again.outputs()).isEqualTo(5);
      assertThat(Network.extraOutputs(again.export())).isEqualTo(2);
    }
    assertThatThrownBy(() -> load(4, file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "model.classes: found 4, but the classifier 'fc' of the model has 4 outputs,"
                + " 1 of them beyond its classes");
    try (Network plain = load(4, TensorFile.of(file.tensors()))) {
      assertThat(plain.outputs()).as("a file without that note").isEqualTo(4);
    }
    TensorFile odd = new TensorFile(file.tensors(), java.util.Map.of("extraOutputs", "many"));
    assertThatThrownBy(() -> load(3, odd)).hasMessageContaining("'many'");
  }

  private static Network load(int classes, TensorFile file) {
    return Network.load(TinyNetwork.architecture(), classes, Optional.empty(), file, Device.cpu());
  }

  private static void run(Network network, Hyperparameters h) {
    try (UnlearningRun run =
        new BoundaryExpand(NewRow.RANDOM).start(SETS, h, network, Optional.empty())) {
      while (!run.done()) {
        run.step();
      }
    }
  }

  private static float[][] logits(Network network) {
    return network.logits(ALL, loader());
  }

  private static BatchLoader loader() {
    return new BatchLoader(DATA, Augmentation.NONE, 0, "test");
  }

  private static Hyperparameters hyperparameters(int epochs) {
    return new Hyperparameters(
        epochs,
        0.05,
        5,
        0.9,
        0,
        Schedule.REFERENCE,
        0,
        Order.SEQUENTIAL,
        RandomLabels.UNIFORM,
        MaskUpdate.HARD_FREEZE,
        true,
        Augmentation.NONE,
        3);
  }
}
