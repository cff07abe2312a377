package io.lethe.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.workflows.Wire;
import io.lethe.workflows.contract.ArtifactRef;
import io.lethe.workflows.contract.Baseline;
import io.lethe.workflows.contract.CellCounts;
import io.lethe.workflows.contract.Evaluation;
import io.lethe.workflows.contract.Failure;
import io.lethe.workflows.contract.FailureKind;
import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.contract.RunResult;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.contract.StageResult;
import io.lethe.workflows.contract.StageTime;
import io.lethe.workflows.request.RequestFormat;
import io.lethe.workflows.request.RequestReader;
import io.lethe.workflows.request.RunRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Requests, records and results as Lethe writes them, for tests. */
public final class SampleRuns {
  /** When the sample runs began. */
  public static final Instant START = Instant.parse("2026-11-25T10:00:00.250Z");

  private SampleRuns() {}

  /** Forgets a tenth of a data set. */
  public static RunRequest unlearn(String name) {
    return RequestReader.readRun(
        """
        kind: unlearn
        name: %s
        model: {ref: "s3://models/net.safetensors", architecture: resnet8s, classes: 10}
        dataset: {ref: "s3://data/tiny"}
        forget: {random: {fraction: 0.1}}
        method: {name: salun, epochs: 3}
        baseline: {mode: ref, ref: "s3://models/retrain.safetensors"}
        """
            .formatted(name));
  }

  /** The same, released only when a person agrees. */
  public static RunRequest approved(String name) {
    ObjectNode tree = RequestFormat.tree(unlearn(name));
    tree.putObject("gate").put("approval", "required");
    return RequestReader.readRun(tree.toString());
  }

  /** Trains from fresh weights. */
  public static RunRequest train(String name) {
    return RequestReader.readRun(
        """
        kind: train
        name: %s
        model:
          architecture: resnet8s
          classes: 10
          normalization: {mean: [0.5, 0.5, 0.5], std: [0.2, 0.2, 0.2]}
        dataset: {ref: "s3://data/tiny"}
        method: {name: retrain, epochs: 2, schedule: {milestones: [1]}}
        """
            .formatted(name));
  }

  /** Two methods, one forget set, two seeds. */
  public static RunRequest compare(String name) {
    return RequestReader.readRun(
        """
        kind: compare
        name: %s
        model: {ref: "s3://models/net.safetensors", architecture: resnet8s, classes: 10}
        dataset: {ref: "s3://data/tiny"}
        forget: [{random: {fraction: 0.1}}]
        methods: [{name: salun, epochs: 3}, {name: ft, epochs: 3}]
        seeds: [1, 2]
        """
            .formatted(name));
  }

  /** A record of a run that is in that stage, after those before it. */
  public static RunRecord running(RunRequest request, String stage, List<StageResult> stages) {
    return new RunRecord(
        request.name(),
        UUID.randomUUID().toString(),
        RequestFormat.digest(request),
        request,
        Optional.empty(),
        RunState.RUNNING,
        stage,
        START,
        START.plusSeconds(10L * (stages.size() + 1)),
        stages,
        Optional.empty());
  }

  /** The same record in another state, with a result where that is an end. */
  public static RunRecord in(RunState state, RunRecord record) {
    return new RunRecord(
        record.name(),
        record.execution(),
        record.requestDigest(),
        record.request(),
        record.population(),
        state,
        record.stage(),
        record.startedAt(),
        record.updatedAt().plusSeconds(10),
        record.stages(),
        state.ended() ? Optional.of(result(state, record)) : Optional.empty());
  }

  /** What the record's stages come to, for a run that ended in that state. */
  public static RunResult result(RunState state, RunRecord record) {
    boolean measured = record.stages().stream().anyMatch(s -> s.evaluation().isPresent());
    boolean compared =
        record.stages().stream().anyMatch(s -> s.stage().equals("evaluate-baseline"));
    return new RunResult(
        record.name(),
        state,
        Optional.of("checked"),
        record.stages().stream()
            .map(s -> new StageTime(s.stage(), s.seconds(), s.attempts()))
            .toList(),
        measured ? Map.of("ua", 8.5, "ra", 99.25, "ta", 91.5, "mia", 14.0) : Map.of(),
        measured ? Map.of("mia", "confidence-svc") : Map.of(),
        measured ? Map.of("ua", List.of(6.1, 11.2)) : Map.of(),
        Map.of(),
        measured ? Map.of("ua", 0.5, "ra", 99.75, "ta", 92.0, "mia", 1.0) : Map.of(),
        compared
            ? Optional.of(
                new Baseline(
                    "s3://models/retrain.safetensors",
                    Map.of("ua", 9.0, "ra", 99.5, "ta", 91.0, "mia", 13.0)))
            : Optional.empty(),
        compared ? Map.of("ua", 0.5, "ra", 0.25, "ta", 0.5, "mia", 1.0) : Map.of(),
        compared ? Optional.of(0.5625) : Optional.empty(),
        Map.of("unlearn", 12.5),
        true,
        List.of("a warning for the reader"),
        artifacts(record),
        reason(state),
        state == RunState.FAILED
            ? Optional.of(
                new Failure(
                    FailureKind.PLATFORM, Optional.empty(), "the object store did not answer"))
            : Optional.empty(),
        record.stage().equals("compare")
            ? Optional.of(new CellCounts(4, 4, 0, 0, 0))
            : Optional.empty());
  }

  private static Map<String, ArtifactRef> artifacts(RunRecord record) {
    return record.stage().equals("compare")
        ? Map.of("comparison", artifact("comparisons/" + record.name() + ".json"))
        : Map.of("unlearned", artifact("weights/" + record.name() + ".safetensors"));
  }

  private static Optional<String> reason(RunState state) {
    return switch (state) {
      case GATE_FAILED -> Optional.of("avgGap 0.5625 is above 0.5");
      case REJECTED -> Optional.of("ada: the numbers are wrong");
      case CANCELLED -> Optional.of("ada: not needed any more");
      default -> Optional.empty();
    };
  }

  /** Stages of an unlearning run that ended, oldest first. */
  public static List<StageResult> stages() {
    return List.of(
        stage("mask", Map.of("mask", artifact("masks/m.safetensors")), false, 1),
        stage(
            "unlearn",
            Map.of(
                "model", artifact("weights/w.safetensors"), "lossCurve", artifact("losses/l.json")),
            false,
            2),
        stage("evaluate", Map.of(), true, 1),
        stage("evaluate-original", Map.of(), true, 1),
        stage("evaluate-baseline", Map.of(), true, 1));
  }

  /** One finished stage. */
  public static StageResult stage(
      String name, Map<String, ArtifactRef> artifacts, boolean measures, int attempts) {
    return new StageResult(
        name,
        "key-of-" + name,
        artifacts,
        measures
            ? Optional.of(
                new Evaluation(
                    Map.of("ua", 8.5, "ra", 99.25, "ta", 91.5, "mia", 14.0),
                    Map.of("mia", "confidence-svc"),
                    Map.of("ua", List.of(6.1, 11.2)),
                    Map.of(),
                    List.of()))
            : Optional.empty(),
        10.5,
        attempts,
        true,
        attempts > 1 ? List.of("resumed after a worker was lost") : List.of());
  }

  /** The report of a run that forgot a tenth, beside a baseline. */
  public static JsonNode report(String run) {
    try {
      return Wire.mapper()
          .readTree(
              """
              {"runId": "%s", "cells": 1, "absent": 0, "metrics": ["ua", "ra", "ta", "mia"],
               "tables": [
                 {"forget": "10 %%", "share": 0.1, "seeds": [1], "absences": [], "salient": {"conv1.weight": {"salun": 0.5}},
                  "rows": [
                    {"label": "retrain", "title": "Retrain", "retrain": true, "best": false, "trials": 1,
                     "metrics": {"ua": {"mean": 9.0, "n": 1}, "ra": {"mean": 99.5, "n": 1}, "ta": {"mean": 91.0, "n": 1}, "mia": {"mean": 13.0, "n": 1}},
                     "gaps": {}, "seconds": {}},
                    {"label": "salun", "title": "SalUn", "retrain": false, "best": true, "trials": 1,
                     "metrics": {"ua": {"mean": 8.5, "n": 1, "interval": [6.1, 11.2]}, "ra": {"mean": 99.25, "n": 1}, "ta": {"mean": 91.5, "n": 1}, "mia": {"mean": 14.0, "n": 1}},
                     "gaps": {"ua": 0.5, "ra": 0.25, "ta": 0.5, "mia": 1.0}, "avgGap": 0.5625,
                     "seconds": {"unlearn": {"mean": 12.5, "n": 1}}, "totalSeconds": {"mean": 12.5, "n": 1}}]}],
               "definitions": {"mia": ["confidence-svc"]}, "warnings": {}}
              """
                  .formatted(run));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A reference; there need be no object. */
  public static ArtifactRef artifact(String key) {
    return new ArtifactRef("s3://lethe/" + key, "ab".repeat(32), 1234);
  }
}
