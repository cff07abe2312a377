package io.lethe.activities.plan;

import ai.djl.Device;
import io.lethe.activities.Workspace;
import io.lethe.activities.inputs.Locations;
import io.lethe.activities.inputs.Models;
import io.lethe.activities.inputs.RecordSets;
import io.lethe.activities.inputs.StageInputs;
import io.lethe.activities.inputs.Threads;
import io.lethe.activities.inputs.Weights;
import io.lethe.activities.release.Baselines;
import io.lethe.activities.stage.MethodSettings;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.unlearning.compute.Devices;
import io.lethe.unlearning.data.Dataset;
import io.lethe.unlearning.method.UnlearningData;
import io.lethe.unlearning.model.Architectures;
import io.lethe.unlearning.model.ModelFile;
import io.lethe.unlearning.model.Network;
import io.lethe.workflows.contract.ArtifactRef;
import io.lethe.workflows.contract.RunInput;
import io.lethe.workflows.request.BaselineSpec;
import io.lethe.workflows.request.Kind;
import io.lethe.workflows.request.MethodSpec;
import io.lethe.workflows.request.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Holds a request against the real data and the real model, reading only: whatever a person must
 * correct comes out here, with the path of the field, before anything is stored or started.
 *
 * <p>References must be {@code s3://}; the command line hands in a view of the store in which its
 * local files are staged.
 */
public final class Planner {
  private final Workspace workspace;
  private final PlanMemory memory;

  /** A planner over that workspace. */
  public Planner(Workspace workspace) {
    this(workspace, new PlanMemory());
  }

  /** One of many planners of a process. */
  public Planner(Workspace workspace, PlanMemory memory) {
    this.workspace = workspace;
    this.memory = memory;
  }

  /**
   * Plans a request.
   *
   * @throws InvalidInputException naming the field that is wrong
   */
  public Plan plan(Request request) {
    return plan(RunInput.of(request, "")).plan();
  }

  /**
   * Plans a run.
   *
   * @throws InvalidInputException naming the field that is wrong
   */
  public Planned plan(RunInput run) {
    return new Check(run).check();
  }

  /**
   * A plan with what was loaded for it.
   *
   * @param plan the plan
   * @param inputs the loaded inputs
   */
  public record Planned(Plan plan, StageInputs inputs) {}

  /** One pass over a request. */
  private final class Check {
    private final RunInput run;
    private final Request request;
    private final List<String> warnings = new ArrayList<>();

    Check(RunInput run) {
      this.run = run;
      this.request = run.request();
    }

    Planned check() {
      if (Architectures.get(request.model().architecture()).scripted()) {
        checkScripted();
      }
      warnings.addAll(Threads.use(request.compute().threads()));
      Device device = Devices.parse(request.compute().device());
      request.publish().ifPresent(p -> Locations.parse("publish.to", p.to()));
      Optional<ArtifactRef> model =
          request.model().ref().map(ref -> identify("model.ref", ref, request.model().sha256()));
      StageInputs inputs = StageInputs.load(workspace, run, memory.manifests());
      Dataset data = inputs.dataset().data();
      KnownNetworks.Facts network = network(model, data, device);
      checkMetrics(inputs.sets());
      MethodSettings.method(request.method())
          .check(
              new UnlearningData(data, inputs.sets().forget(), inputs.sets().retain()),
              network.weights());
      Optional<ArtifactRef> baseline = baseline(inputs, device);
      Estimate estimate = new Estimate(request, inputs, network);
      return new Planned(plan(inputs, model, baseline, estimate), inputs);
    }

    private void checkScripted() {
      if (MethodSettings.method(request.method()).newOutputs() > 0) {
        throw new InvalidInputException(
            "method.name",
            "found '%s', which adds an output; the code of a TorchScript model fixes its outputs"
                .formatted(request.method().name()));
      }
    }

    private KnownNetworks.Facts network(
        Optional<ArtifactRef> weights, Dataset data, Device device) {
      if (run.population().isPresent()) {
        // Fresh weights, and what another model's file says of them.
        return KnownNetworks.Facts.of(() -> fresh(device), data);
      }
      Supplier<Network> load =
          () -> weights.map(ref -> load("model.ref", ref, device)).orElseGet(() -> fresh(device));
      return memory.networks().of(weights, request.model(), device, data, load);
    }

    private Network fresh(Device device) {
      return Models.fresh(
          request.model(), StageInputs.besideTraining(workspace, run), request.seed(), device);
    }

    private Network load(String field, ArtifactRef ref, Device device) {
      ModelFile file = weights().read(field, request.model().architecture(), ref);
      return Models.load(request.model(), file, device);
    }

    private ArtifactRef identify(String field, String ref, Optional<String> sha256) {
      return weights().identify(field, ref, sha256);
    }

    private Weights weights() {
      return new Weights(workspace, memory.digests());
    }

    private void checkMetrics(RecordSets sets) {
      List<String> metrics = request.evaluate().metrics();
      if (sets.test().length == 0 && (metrics.contains("ta") || metrics.contains("mia"))) {
        throw new InvalidInputException(
            "evaluate.metrics",
            "found %s, but there are no test records; allowed are ua, ra".formatted(metrics));
      }
      if (sets.retain().length == 0) {
        throw new InvalidInputException("forget", "nothing is left to retain");
      }
    }

    private Optional<ArtifactRef> baseline(StageInputs inputs, Device device) {
      BaselineSpec spec = request.baseline();
      return switch (spec.mode()) {
        case NONE -> Optional.empty();
        case REF -> Optional.of(named(spec.ref().orElseThrow(), inputs, device));
        case TRAIN -> new Baselines(workspace).find(inputs, spec.recipe().orElseThrow());
        case REUSE -> reuse(inputs, spec.recipe().orElseThrow());
      };
    }

    private ArtifactRef named(String ref, StageInputs inputs, Device device) {
      ArtifactRef found = identify("baseline.ref", ref, Optional.empty());
      try {
        memory
            .networks()
            .of(
                Optional.of(found),
                request.model(),
                device,
                inputs.dataset().data(),
                () -> load("baseline.ref", found, device));
      } catch (InvalidInputException e) {
        throw new InvalidInputException("baseline.ref", e.getMessage());
      }
      return found;
    }

    private Optional<ArtifactRef> reuse(StageInputs inputs, MethodSpec recipe) {
      Optional<ArtifactRef> found = new Baselines(workspace).find(inputs, recipe);
      if (found.isEmpty() && request.gate().maxAvgGap().isPresent()) {
        throw new InvalidInputException(
            "gate.maxAvgGap",
            "no baseline of this content was found to measure gaps against;"
                + " allowed is baseline.mode train or ref, or no gate on gaps");
      }
      if (found.isEmpty()) {
        warnings.add("no baseline of this content was found: no gaps will be reported");
      }
      return found;
    }

    private Plan plan(
        StageInputs inputs,
        Optional<ArtifactRef> model,
        Optional<ArtifactRef> baseline,
        Estimate estimate) {
      RecordSets sets = inputs.sets();
      return new Plan(
          request.name(),
          request.kind() == Kind.TRAIN ? "train" : "unlearn",
          membership(inputs),
          sets.forget().length,
          sets.retain().length,
          sets.test().length,
          estimate.weights(),
          estimate.steps(),
          model,
          inputs.dataset().sha256(),
          baseline,
          found(baseline),
          Devices.name(inputs.device()),
          estimate.memoryBytes(),
          estimate.diskBytes(),
          estimate.seconds(),
          trained(baseline).map(estimate::baselineSeconds),
          List.copyOf(warnings));
    }

    /** The recipe by which a baseline will be trained, where one will. */
    private Optional<MethodSpec> trained(Optional<ArtifactRef> baseline) {
      boolean training = request.baseline().mode() == BaselineSpec.Mode.TRAIN;
      return training && baseline.isEmpty() ? request.baseline().recipe() : Optional.empty();
    }

    private String found(Optional<ArtifactRef> baseline) {
      return switch (request.baseline().mode()) {
        case NONE -> "none";
        case TRAIN -> baseline.isPresent() ? "found" : "will be trained";
        default -> baseline.isPresent() ? "found" : "missing";
      };
    }

    private String membership(StageInputs inputs) {
      RecordSets sets = inputs.sets();
      if (sets.neverTrained() > 0) {
        warnings.add(
            "KNOWN LEAK (dataset.split.twoSplitLeak): %,d of %,d records that D_f and D_r are drawn from (%.2f %%) were never trained on, which shifts ua and mia; compare only with numbers that have the same leak"
                .formatted(
                    sets.neverTrained(),
                    sets.population().length,
                    100.0 * sets.neverTrained() / sets.population().length));
        return "two-split-leak";
      }
      if (request.kind() == Kind.TRAIN) {
        return "checked";
      }
      if (inputs.manifest().isEmpty() || inputs.manifest().get().assumed()) {
        warnings.add(
            "the model has no training manifest: whether it was trained on these records is"
                + " unknown");
        return "unknown";
      }
      String trainedOn = inputs.manifest().get().manifest().datasetSha256();
      if (!trainedOn.equals(inputs.dataset().sha256())) {
        warnings.add(
            "the model's training manifest was made over other files (digest %s)"
                .formatted(trainedOn));
      }
      return "checked";
    }
  }
}
