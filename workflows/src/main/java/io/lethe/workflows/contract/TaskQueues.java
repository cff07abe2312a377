package io.lethe.workflows.contract;

import java.util.List;

/** Names of the task queues. */
public final class TaskQueues {
  /** Workflow code. */
  public static final String WORKFLOWS = "lethe";

  /** Cheap object-store work; many slots a process. */
  public static final String IO = "lethe-io";

  /** Everything that decodes data or runs the numeric engine; one slot a process. */
  public static final String COMPUTE = "lethe-compute";

  /** Releases; only these workers hold the credentials of the release bucket. */
  public static final String PUBLISH = "lethe-publish";

  private TaskQueues() {}

  /** All queues. */
  public static List<String> all() {
    return List.of(WORKFLOWS, IO, COMPUTE, PUBLISH);
  }
}
