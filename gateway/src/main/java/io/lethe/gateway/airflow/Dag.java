package io.lethe.gateway.airflow;

import io.lethe.workflows.request.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A workflow of Lethe as a DAG; its stages, in their order, are the tasks. */
enum Dag {
  UNLEARN(
      "lethe_unlearn",
      "Forgets records of a trained model, measures what is left of them, and compares with"
          + " Retrain.",
      Kind.UNLEARN,
      "UnlearnWorkflow"),
  TRAIN("lethe_train", "Trains a model from fresh weights.", Kind.TRAIN, "TrainWorkflow"),
  COMPARE(
      "lethe_compare",
      "Compares methods over forget sets and seeds; each cell is a run of lethe_unlearn.",
      Kind.COMPARE,
      "CompareWorkflow"),
  DEMO(
      "lethe_demo",
      "Forgets 500 of the 5,000 bundled images and compares with Retrain; needs no parameter.",
      Kind.UNLEARN,
      "UnlearnWorkflow");

  private static final List<String> UNLEARNING =
      List.of(
          "admit",
          "mask",
          "unlearn",
          "evaluate",
          "evaluate-original",
          "baseline",
          "evaluate-baseline",
          "gate",
          "publish");

  private static final List<String> TRAINING =
      List.of("admit", "train", "evaluate", "gate", "publish");

  private static final List<String> COMPARING = List.of("compare");

  private final String id;
  private final String description;
  private final Kind kind;
  private final String workflow;

  Dag(String id, String description, Kind kind, String workflow) {
    this.id = id;
    this.description = description;
    this.kind = kind;
    this.workflow = workflow;
  }

  static Optional<Dag> of(String id) {
    return Arrays.stream(values()).filter(dag -> dag.id.equals(id)).findFirst();
  }

  String id() {
    return id;
  }

  String description() {
    return description;
  }

  /** What its runs ask for. */
  Kind kind() {
    return kind;
  }

  /** Type of the Temporal workflow. */
  String workflow() {
    return workflow;
  }

  /** Ids of the tasks, from the first to the last. */
  List<String> tasks() {
    return switch (this) {
      case UNLEARN, DEMO -> UNLEARNING;
      case TRAIN -> TRAINING;
      case COMPARE -> COMPARING;
    };
  }

  /** The task whose XCom entry is the result of the run. */
  String lastTask() {
    return tasks().get(tasks().size() - 1);
  }
}
