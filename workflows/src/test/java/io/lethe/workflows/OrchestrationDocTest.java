package io.lethe.workflows;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.workflows.contract.ActivityProfiles;
import io.lethe.workflows.contract.CompareActivities;
import io.lethe.workflows.contract.ComputeActivities;
import io.lethe.workflows.contract.FailureKind;
import io.lethe.workflows.contract.NotifyActivities;
import io.lethe.workflows.contract.PublishActivities;
import io.lethe.workflows.contract.StoreActivities;
import io.lethe.workflows.contract.TaskQueues;
import io.lethe.workflows.contract.WorkerProfiles;
import io.temporal.activity.ActivityMethod;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The document would be worse than none if it said other numbers than the code. */
class OrchestrationDocTest {
  private String document;

  @BeforeEach
  void read() throws IOException {
    document = Files.readString(Path.of("..", "docs", "orchestration.md"));
  }

  @Test
  void optionsAreThoseOfTheProfiles() throws IllegalAccessException {
    int rows = 0;
    for (Field field : ActivityProfiles.class.getDeclaredFields()) {
      if (!field.isSynthetic()) {
        Object value = field.get(null);
        String text = value instanceof Duration d ? d.toSeconds() + " s" : value.toString();
        assertThat(document).contains("| `%s` | %s |".formatted(field.getName(), text));
        rows++;
      }
    }
    assertThat(rows).isEqualTo(17);
  }

  @Test
  void queuesAndSlotsAreThoseOfTheCode() {
    assertThat(document)
        .contains("| `%s` | SDK default |".formatted(TaskQueues.WORKFLOWS))
        .contains("| `%s` | %d |".formatted(TaskQueues.IO, WorkerProfiles.IO_SLOTS))
        .contains("| `%s` | %d |".formatted(TaskQueues.COMPUTE, WorkerProfiles.COMPUTE_SLOTS))
        .contains("| `%s` | %d |".formatted(TaskQueues.PUBLISH, WorkerProfiles.PUBLISH_SLOTS));
  }

  @Test
  void everyActivityHasItsRowAndQueue() {
    rows(ComputeActivities.class, TaskQueues.COMPUTE);
    rows(StoreActivities.class, TaskQueues.IO);
    rows(CompareActivities.class, TaskQueues.IO);
    rows(NotifyActivities.class, TaskQueues.IO);
    rows(PublishActivities.class, TaskQueues.PUBLISH);
  }

  private void rows(Class<?> activities, String queue) {
    for (Method method : activities.getMethods()) {
      String name = method.getAnnotation(ActivityMethod.class).name();
      assertThat(document).contains("| `%s` | `%s` |".formatted(name, queue));
    }
  }

  @Test
  void errorTiersAreThoseOfTheTable() {
    for (FailureKind kind : FailureKind.values()) {
      assertThat(document)
          .containsPattern(
              "\\| `%s` \\| [^|]+ \\| %s \\| %d \\| %d \\|"
                  .formatted(
                      kind.name(),
                      kind.retryable() ? "yes" : "no",
                      kind.httpStatus(),
                      kind.exitCode()));
    }
  }
}
