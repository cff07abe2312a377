package io.lethe.worker.cli;

import io.lethe.store.InvalidLocationException;
import io.lethe.store.Location;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.unlearning.model.Architectures;
import io.lethe.worker.doctor.Check;
import io.lethe.worker.doctor.Doctor;
import io.lethe.worker.doctor.Role;
import io.lethe.worker.doctor.Verdict;
import io.lethe.worker.runtime.Target;
import io.lethe.worker.runtime.WorkerSettings;
import io.lethe.workflows.Wire;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Reports what is misconfigured or missing, and what to do about it. */
@Command(
    name = "doctor",
    description = {
      "Look at everything a run depends on: this machine, PyTorch, Temporal, the object store.",
      "Exit code 0 where nothing failed (warnings are none), 2 for a wrong setting, 5 for a server",
      "or machine that does not answer."
    })
final class DoctorCommand extends BaseCommand {
  private static final int MOST_IMAGES = 4096;

  @Mixin private BackendOptions backend;

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      description = {
        "Try out what these credentials of the object store may do, as client, compute, io, publish",
        "or gateway. Writes small objects named lethe-doctor.probe and removes them where it may."
      })
  private String role;

  @Option(
      names = "--release-bucket",
      paramLabel = "BUCKET",
      defaultValue = "released",
      description = "Bucket of released models, for --role. Default: released.")
  private String released;

  @Option(
      names = "--device",
      defaultValue = "auto",
      description = "Device to look for: auto, cpu or gpu:N. Default: auto.")
  private String device;

  @Option(
      names = "--threads",
      defaultValue = "2",
      description = "Threads inside one operator. Default: 2.")
  private int threads;

  @Option(
      names = "--step",
      paramLabel = "ARCHITECTURE",
      description =
          "Time a training step of it (such as resnet18) and hold it against heartbeats and cancels.")
  private String architecture;

  @Option(
      names = "--batch",
      defaultValue = "128",
      description = "Images of that step. Default: 128.")
  private int batch;

  @Option(names = "--json", description = "Print one JSON object on standard output.")
  private boolean json;

  DoctorCommand(Environment environment) {
    super(environment);
  }

  @Override
  int execute() throws IOException {
    Target target = backend.target(environment);
    List<Check> checks = Doctor.examine(settings(target));
    if (json) {
      environment
          .out()
          .println(
              Wire.mapper().writeValueAsString(Map.of("status", worst(checks), "checks", checks)));
    } else {
      checks.forEach(this::print);
    }
    return Check.exitCode(checks);
  }

  private Doctor.Settings settings(Target target) {
    if (threads < 1) {
      throw new InvalidInputException(
          "--threads", "found %d; allowed: whole numbers from 1".formatted(threads));
    }
    if (batch < 1 || batch > MOST_IMAGES) {
      throw new InvalidInputException(
          "--batch", "found %d; allowed: 1 to %d".formatted(batch, MOST_IMAGES));
    }
    try {
      new Location(released, "key");
    } catch (InvalidLocationException e) {
      throw new InvalidInputException("--release-bucket", e.getMessage());
    }
    Optional.ofNullable(architecture).ifPresent(Architectures::get);
    WorkerSettings standard = WorkerSettings.standard();
    Duration heartbeatTimeout =
        Optional.ofNullable(
                environment.variables().get(WorkerSettings.HEARTBEAT_TIMEOUT.variable()))
            .filter(text -> !text.isBlank())
            .map(
                text ->
                    WorkerSettings.HEARTBEAT_TIMEOUT.parse(
                        WorkerSettings.HEARTBEAT_TIMEOUT.variable(), text))
            .orElse(standard.heartbeatTimeout());
    return new Doctor.Settings(
        environment.variables(),
        target instanceof Target.Remote,
        backend.folder(environment).path(),
        Optional.ofNullable(role).map(DoctorCommand::role),
        released,
        threads,
        device,
        Optional.ofNullable(architecture),
        batch,
        heartbeatTimeout);
  }

  private static Role role(String typed) {
    return Arrays.stream(Role.values())
        .filter(role -> role.typed().equals(typed))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "--role",
                    "found '%s'; allowed: %s"
                        .formatted(typed, Arrays.stream(Role.values()).map(Role::typed).toList())));
  }

  private static Verdict worst(List<Check> checks) {
    return checks.stream().map(Check::status).max(Verdict::compareTo).orElse(Verdict.OK);
  }

  private void print(Check check) {
    environment.out().println(check);
    check.advice().ifPresent(advice -> environment.out().println("      -> " + advice));
  }
}
