package io.lethe.workflows.request;

import java.util.List;

/**
 * How the learning rate falls.
 *
 * @param kind {@code steps} or {@code cosine}
 * @param milestones for steps: after these epochs the rate is multiplied by {@code factor};
 *     ascending
 * @param factor for steps: the multiplier, in (0, 1]
 */
public record ScheduleSpec(String kind, List<Integer> milestones, double factor) {
  /** Copies the list. */
  public ScheduleSpec {
    milestones = milestones == null ? List.of() : List.copyOf(milestones);
  }
}
