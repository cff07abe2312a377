package io.lethe.unlearning.compute;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import io.lethe.formats.MalformedFileException;
import io.lethe.formats.torchscript.ScriptArchive;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * A TorchScript classifier inside the engine.
 *
 * <p>Its operators run one by one, without the optimiser of graphs: that one changes what it runs
 * after the first calls, and with it the rounding, so that a resumed run would part from an
 * uninterrupted one.
 */
public final class ScriptNet {
  private final PtSymbolBlock block;
  private boolean training;

  private ScriptNet(PtSymbolBlock block) {
    this.block = block;
    JniUtils.enableInferenceMode(block);
  }

  /**
   * Loads a module; it lives as long as its manager.
   *
   * @throws MalformedFileException with the engine's reason if it does not compile
   */
  public static ScriptNet load(NDManager manager, ScriptArchive archive) {
    try (ByteArrayInputStream in = new ByteArrayInputStream(archive.toEngineBytes())) {
      return new ScriptNet(JniUtils.loadModule((PtNDManager) manager, in, true, false));
    } catch (EngineException e) {
      throw new MalformedFileException("PyTorch cannot load it: " + reason(e), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The live parameters and buffers, in the archive's order, as arrays of a manager. */
  public List<NDArray> tensors(NDManager manager) {
    try (IValue list = IValueUtils.runMethod(block, "tensors")) {
      return list.toNDList((PtNDManager) manager);
    }
  }

  /**
   * Logits of a batch.
   *
   * @param images {@code [N, C, H, W]}, contiguous
   * @param train mode of batch normalisation, dropout and the like
   * @return in the manager of {@code images}
   * @throws MalformedFileException with the engine's reason if the code fails on them
   */
  public NDArray forward(NDArray images, boolean train) {
    if (training != train) {
      training = train;
      if (train) {
        JniUtils.enableTrainingMode(block);
      } else {
        JniUtils.enableInferenceMode(block);
      }
    }
    JniUtils.setGraphExecutorOptimize(false); // belongs to the thread
    try {
      // Always as if training: otherwise the engine makes arrays that no gradient may ever see.
      return IValueUtils.forward(block, new NDList(images), true).singletonOrThrow();
    } catch (EngineException e) {
      throw new MalformedFileException(
          "its code fails on images of %s: %s".formatted(images.getShape(), reason(e)), e);
    }
  }

  /** The line that says what went wrong, without the traces around it. */
  private static String reason(EngineException e) {
    String[] lines = String.valueOf(e.getMessage()).strip().split("\n", -1);
    for (String line : lines) {
      if (line.startsWith("RuntimeError: ") || line.startsWith("builtins.")) {
        return line.replace("RuntimeError: ", "");
      }
    }
    return lines[0];
  }
}
