package io.lethe.unlearning.compute;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.StandardCapabilities;
import ai.djl.util.cuda.CudaUtils;
import io.lethe.unlearning.InvalidInputException;
import java.lang.management.MemoryUsage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where to compute: {@code auto}, {@code cpu} or {@code gpu:N}. */
public final class Devices {
  private static final String FIELD = "compute.device";
  private static final Pattern GPU = Pattern.compile("gpu:(\\d{1,3})");

  private Devices() {}

  /**
   * Reads a device name; {@code auto} is the first GPU, or the CPU where there is none.
   *
   * @throws InvalidInputException {@code compute.device} for anything else, and for a GPU that this
   *     machine or this PyTorch does not have
   */
  public static Device parse(String name) {
    if (name.equals("cpu")) {
      return Device.cpu();
    }
    if (name.equals("auto")) {
      return gpus() > 0 ? Device.gpu(0) : Device.cpu();
    }
    Matcher gpu = GPU.matcher(name);
    if (!gpu.matches()) {
      throw new InvalidInputException(
          FIELD, "found '%s', allowed are auto, cpu and gpu:N (N from 0)".formatted(name));
    }
    int index = Integer.parseInt(gpu.group(1));
    if (!hasCuda()) {
      throw new InvalidInputException(
          FIELD,
          "found '%s', but the PyTorch in use (%s) is built for the CPU only; point PYTORCH_LIBRARY_PATH at an installed CUDA build of the same version, or use cpu"
              .formatted(name, Engines.engine().getVersion()));
    }
    if (index >= gpus()) {
      throw new InvalidInputException(
          FIELD,
          "found '%s', but this machine has %d usable GPU(s), numbered from 0"
              .formatted(name, gpus()));
    }
    return Device.gpu(index);
  }

  /** The name {@link #parse} reads: {@code cpu} or {@code gpu:N}. */
  public static String name(Device device) {
    return device.isGpu() ? "gpu:" + device.getDeviceId() : "cpu";
  }

  private static boolean hasCuda() {
    return Engines.engine().hasCapability(StandardCapabilities.CUDA);
  }

  private static int gpus() {
    Engine engine = Engines.engine();
    return hasCuda() ? engine.getGpuCount() : 0;
  }

  /** Memory of every usable GPU by its name, of all processes on it together; loads the engine. */
  public static Map<String, Memory> gpuMemory() {
    Map<String, Memory> memory = new LinkedHashMap<>();
    for (int index = 0; index < gpus(); index++) {
      MemoryUsage usage = CudaUtils.getGpuMemory(Device.gpu(index));
      memory.put(name(Device.gpu(index)), new Memory(usage.getUsed(), usage.getMax()));
    }
    return memory;
  }

  /**
   * Memory of a device in bytes.
   *
   * @param used what is not free
   * @param total what there is
   */
  public record Memory(long used, long total) {}
}
