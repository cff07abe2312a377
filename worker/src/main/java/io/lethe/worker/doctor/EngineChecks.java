package io.lethe.worker.doctor;

import ai.djl.Device;
import io.lethe.activities.inputs.Threads;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.unlearning.compute.Devices;
import io.lethe.unlearning.compute.EngineDescription;
import io.lethe.unlearning.compute.Engines;
import io.lethe.worker.bench.StepTimes;
import io.lethe.worker.bench.TrainingTime;
import io.lethe.workflows.contract.ActivityProfiles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The numeric engine: do its natives load, is the device there, how long is a training step. */
final class EngineChecks {
  /** Half a minute after a cancel the device is idle: a heartbeat, its throttle, and one step. */
  private static final Duration CANCEL_BOUND = Duration.ofSeconds(30);

  private static final Duration BEAT = Duration.ofSeconds(1);

  private EngineChecks() {}

  /**
   * What is measured as a training step.
   *
   * @param architecture name in the architecture registry
   * @param batch images a step
   */
  record Step(String architecture, int batch) {}

  /** Whether the natives load; the engine is not started, its first run decides the threads. */
  static Check natives() {
    try {
      return Check.ok("engine", "PyTorch " + Engines.loadNatives());
    } catch (InvalidInputException e) {
      return notLoadable(e);
    }
  }

  private static Check notLoadable(Throwable e) {
    return Check.wrong(
        "engine",
        String.valueOf(e.getMessage()),
        "install PyTorch's natives as docs/gpu.md says, or unset PYTORCH_*");
  }

  static List<Check> all(
      int threads, String deviceName, Optional<Step> step, Duration heartbeatTimeout) {
    List<Check> checks = new ArrayList<>();
    try {
      Threads.use(threads);
      EngineDescription cpu = Engines.describe(Device.cpu());
      checks.add(
          Check.ok(
              "engine",
              "%s, %d threads, %s".formatted(cpu.build(), cpu.threads(), cpu.instructionSet())));
    } catch (InvalidInputException | LinkageError e) {
      checks.add(notLoadable(e));
      return checks;
    }
    try {
      Device device = Devices.parse(deviceName);
      checks.add(Check.ok("device", Devices.name(device)));
      step.ifPresent(s -> checks.add(step(s, device, heartbeatTimeout)));
    } catch (InvalidInputException e) {
      checks.add(Check.fail("device", e, "use cpu, or set up the GPU as docs/gpu.md says"));
    }
    return checks;
  }

  private static Check step(Step step, Device device, Duration heartbeatTimeout) {
    StepTimes times = TrainingTime.measure(step.architecture(), step.batch(), device);
    Duration slowest = Duration.ofMillis((long) times.slowest());
    return step(step, Devices.name(device), slowest, heartbeatTimeout);
  }

  /** Holds a measured step against what the heartbeats and the cancel bound allow. */
  static Check step(Step step, String device, Duration slowest, Duration heartbeatTimeout) {
    String found =
        "%.1f s a step (%s, batch %d, %s)"
            .formatted(slowest.toMillis() / 1e3, step.architecture(), step.batch(), device);
    Duration allowed = CANCEL_BOUND.minus(ActivityProfiles.HEARTBEAT_INTERVAL).minus(BEAT);
    if (slowest.compareTo(heartbeatTimeout) >= 0) {
      return Check.warn(
          "training step",
          found + "; the heartbeat timeout is %d s".formatted(heartbeatTimeout.toSeconds()),
          "use smaller batches or a GPU: drains and cancels take as long as a step, and the worker"
              + " is cut off before");
    }
    return slowest.compareTo(allowed) > 0
        ? Check.warn(
            "training step",
            found
                + "; a cancel is done within 30 s for steps up to %d s"
                    .formatted(allowed.toSeconds()),
            "use smaller batches or a GPU where cancels must be quick")
        : Check.ok("training step", found);
  }
}
