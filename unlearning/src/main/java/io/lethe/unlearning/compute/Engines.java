package io.lethe.unlearning.compute;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.LibUtils;
import ai.djl.util.Platform;
import io.lethe.unlearning.InvalidInputException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The one engine of this process: its start, its threads, its gradient mode.
 *
 * <p>The thread count decides the order of sums and so the last digits of every result. It is
 * therefore set once, before the first array is made, and never changed.
 */
public final class Engines {
  static final ReentrantLock GRADIENTS = new ReentrantLock();

  private static int requestedThreads;
  private static Engine engine;

  private Engines() {}

  /**
   * Sets the number of threads inside one operator; call it before anything is computed.
   *
   * @param threads at least 1
   * @throws InvalidInputException {@code compute.threads} if not positive, or if this process
   *     already computes with another number
   */
  public static synchronized void useThreads(int threads) {
    if (threads < 1) {
      throw new InvalidInputException(
          "compute.threads", "found %d, allowed are whole numbers from 1".formatted(threads));
    }
    if (engine != null && JniUtils.getNumThreads() != threads) {
      throw new InvalidInputException(
          "compute.threads",
          "found %d, but this process already computes with %d threads; start another process"
              .formatted(threads, JniUtils.getNumThreads()));
    }
    requestedThreads = threads;
  }

  /**
   * The engine, started at the first call.
   *
   * @throws InvalidInputException {@code compute.device} if its native libraries do not load
   */
  static synchronized Engine engine() {
    if (engine == null) {
      try {
        engine = Engine.getEngine("PyTorch");
      } catch (EngineException | UnsatisfiedLinkError e) {
        throw notLoadable(e);
      }
      if (requestedThreads > 0) {
        JniUtils.setNumThreads(requestedThreads);
      }
      // The choice of the fastest kernel by timing would differ from run to run.
      JniUtils.setBenchmarkCuDNN(false);
    }
    return engine;
  }

  /**
   * Loads the native libraries without starting the engine, so that the number of threads stays
   * open; returns their version.
   *
   * @throws InvalidInputException {@code compute.device} if they do not load
   */
  public static synchronized String loadNatives() {
    try {
      LibUtils.loadLibrary();
      return LibUtils.getVersion();
    } catch (EngineException | IllegalStateException | UnsatisfiedLinkError e) {
      throw notLoadable(e);
    }
  }

  private static InvalidInputException notLoadable(Throwable error) {
    StringBuilder causes = new StringBuilder();
    for (Throwable t = error; t != null; t = t.getCause()) {
      causes.append(causes.isEmpty() ? "" : "; ").append(t.getMessage());
    }
    String hint =
        causes.indexOf("libcuda.so") >= 0
            ? "the chosen PyTorch is a CUDA build and needs the NVIDIA driver (libcuda.so.1), which"
                + " is missing; unset PYTORCH_FLAVOR and PYTORCH_LIBRARY_PATH to compute on the CPU"
            : "PyTorch's native libraries do not load";
    var problem = new InvalidInputException("compute.device", hint + " (" + causes + ")");
    problem.initCause(error);
    return problem;
  }

  /** What decides the arithmetic on a device. */
  public static EngineDescription describe(Device device) {
    Engine e = engine();
    String flavour =
        e.hasCapability(ai.djl.engine.StandardCapabilities.CUDA)
            ? "cu" + ai.djl.util.cuda.CudaUtils.getCudaVersionString()
            : "cpu";
    String build =
        "%s %s %s %s"
            .formatted(
                e.getEngineName(),
                e.getVersion(),
                flavour,
                Platform.detectPlatform("pytorch").getClassifier());
    return new EngineDescription(
        JniUtils.getNumThreads(),
        InstructionSet.describe(),
        build,
        Devices.name(device),
        !device.isGpu());
  }

  /** A root manager on a device; whoever asks closes it. */
  public static NDManager newManager(Device device) {
    return engine().newBaseManager(device);
  }

  /**
   * Runs work without recording gradients. The engine's gradient mode belongs to the thread and is
   * on by default in all but one, so every forward pass outside training goes through here.
   */
  public static <T> T withoutGradients(Supplier<T> work) {
    engine();
    boolean before = JniUtils.isGradMode();
    JniUtils.setGradMode(false);
    try {
      return work.get();
    } finally {
      JniUtils.setGradMode(before);
    }
  }

  /**
   * Fixes what the engine draws next, such as the mask of a dropout: without it, a resumed run
   * would draw other numbers than an uninterrupted one.
   */
  public static void seedDraws(long seed) {
    engine();
    JniUtils.setSeed(seed);
  }

  /** Sets the accumulated gradient of an array to zero, in place. */
  public static void clearGradient(NDArray parameter) {
    JniUtils.zeroGrad((PtNDArray) parameter);
  }
}
