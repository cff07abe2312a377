package io.lethe.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.unlearning.InvalidInputException;
import io.lethe.worker.runtime.Build;
import io.lethe.worker.runtime.WorkerSettings;
import io.temporal.common.WorkerDeploymentVersion;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class WorkerSettingsOptionsTest {
  private static WorkerSettings read(Map<String, String> environment, String... arguments) {
    WorkerSettingsOptions options = new WorkerSettingsOptions();
    new CommandLine(CommandLine.Model.CommandSpec.create().addMixin("settings", mixin(options)))
        .parseArgs(arguments);
    return options.read(environment);
  }

  private static CommandLine.Model.CommandSpec mixin(WorkerSettingsOptions options) {
    return CommandLine.Model.CommandSpec.forAnnotatedObject(options);
  }

  @Test
  void nothingSaidMeansTheStandardAndNoVersion() {
    assertThat(read(Map.of("TEMPORAL_DEPLOYMENT_NAME", "", "TEMPORAL_WORKER_BUILD_ID", "")))
        .isEqualTo(WorkerSettings.standard());
  }

  @Test
  void optionsGoBeforeTheVariablesOfTheController() {
    Map<String, String> controller =
        Map.of("TEMPORAL_DEPLOYMENT_NAME", "ns/lethe", "TEMPORAL_WORKER_BUILD_ID", "one");

    assertThat(read(controller).version()).contains(new WorkerDeploymentVersion("ns/lethe", "one"));
    assertThat(read(controller, "--deployment", "other", "--build-id", "two").version())
        .contains(new WorkerDeploymentVersion("other", "two"));
  }

  @Test
  void buildWithoutDeploymentIsRefused() {
    assertThatThrownBy(() -> read(Map.of(), "--build-id", "one"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("--build-id")
        .hasMessageContaining("--deployment");
  }

  @Test
  void deploymentNamesTemporalCannotHoldAreRefused() {
    for (String name : new String[] {"a.b", "a:b", "__a"}) {
      assertThatThrownBy(() -> read(Map.of(), "--deployment", name, "--build-id", "one"))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("--deployment: found '%s'".formatted(name));
    }
  }

  @Test
  void buildIsNamedByVersionAndCommitUnlessItsSourcesWereChanged() {
    assertThat(new Build("1.2.3", Optional.of("0123456789ab")).id()).contains("1.2.3+0123456789ab");
    assertThat(new Build("1.2.3", Optional.of("0123456789ab-dirty")).id()).isEmpty();
    assertThat(new Build("1.2.3", Optional.empty()).id()).isEmpty();
    assertThat(Build.current().version()).matches("\\d+\\.\\d+\\..*");
  }
}
