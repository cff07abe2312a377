package io.lethe.workflows.pipeline;

import io.lethe.workflows.contract.RunStart;
import io.temporal.workflow.ContinueAsNewOptions;
import io.temporal.workflow.Workflow;
import java.util.LinkedHashMap;
import java.util.Map;

/** The next execution of a run whose history has grown long. */
final class NextExecution {
  private NextExecution() {}

  /**
   * Ends this execution, and begins the next one with everything that whoever looks the run up was
   * told: a server hands no memo on by itself.
   *
   * @param input of the next execution
   */
  static void begin(Object input) {
    Workflow.await(Workflow::isEveryHandlerFinished);
    Map<String, Object> memo = new LinkedHashMap<>();
    for (String key : RunStart.MEMO) {
      Object value = Workflow.getMemo(key, String.class);
      if (value != null) {
        memo.put(key, value);
      }
    }
    Workflow.continueAsNew(ContinueAsNewOptions.newBuilder().setMemo(memo).build(), input);
  }
}
