package io.lethe.worker.bench;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.lethe.activities.Workspace;
import io.lethe.activities.stage.PlainLoop;
import io.lethe.formats.Digests;
import io.lethe.workflows.contract.Admission;
import io.lethe.workflows.contract.ArtifactRef;
import io.lethe.workflows.contract.Evaluation;
import io.lethe.workflows.contract.RunInput;
import io.lethe.workflows.contract.StageInput;
import io.lethe.workflows.request.Kind;
import io.lethe.workflows.request.Request;
import io.lethe.workflows.request.RequestFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request computed in one loop, without Temporal and without checkpoints: the reference that runs
 * which were killed and resumed must equal, bit for bit.
 *
 * @param runId name of the request
 * @param sha256 digest of the weights' file
 * @param maskBits digest of the mask's bits: of its file without the header, which names a digest
 *     under a key of the request's own; absent without a mask
 * @param metrics of the new model
 * @param original of the original model; empty for training
 * @param stages times
 */
@JsonPropertyOrder({"runId", "sha256", "maskBits", "metrics", "original", "stages"})
public record PlainRun(
    String runId,
    String sha256,
    Optional<String> maskBits,
    Map<String, Double> metrics,
    Map<String, Double> original,
    List<Stage> stages) {

  /**
   * Time of a stage.
   *
   * @param name name of the stage
   * @param steps steps
   * @param loadSeconds to load data and model
   * @param seconds of the loop alone
   * @param storeSeconds to make and store the artifacts
   */
  @JsonPropertyOrder({"name", "steps", "loadSeconds", "seconds", "storeSeconds"})
  public record Stage(
      String name, long steps, double loadSeconds, double seconds, double storeSeconds) {}

  /** Computes a request whose references are all in the workspace's store. */
  public static PlainRun of(Workspace workspace, Request request) {
    return new Loops(workspace, RunInput.of(request, RequestFormat.digest(request))).run();
  }

  private static final class Loops {
    private final Workspace workspace;
    private final PlainLoop loop;
    private final RunInput run;
    private final List<Stage> stages = new ArrayList<>();

    Loops(Workspace workspace, RunInput run) {
      this.workspace = workspace;
      this.loop = new PlainLoop(workspace);
      this.run = run;
    }

    PlainRun run() {
      Admission admission = loop.admit(run);
      StageInput input = StageInput.of(run, admission);
      boolean training = run.request().kind() == Kind.TRAIN;
      Optional<ArtifactRef> mask =
          !training && run.request().method().mask().isPresent()
              ? Optional.of(done("mask", loop.mask(input)).result().artifact("mask"))
              : Optional.empty();
      String name = training ? "train" : "unlearn";
      ArtifactRef model =
          done(name, loop.method(name, input.withMask(mask))).result().artifact("model");
      Map<String, Double> metrics = evaluate("evaluate", input, model);
      Optional<ArtifactRef> before = training ? Optional.empty() : admission.model();
      Map<String, Double> original =
          before.map(ref -> evaluate("evaluate-original", input, ref)).orElseGet(Map::of);
      return new PlainRun(
          run.request().name(),
          model.sha256(),
          mask.map(this::bits),
          metrics,
          original,
          List.copyOf(stages));
    }

    private Map<String, Double> evaluate(String name, StageInput input, ArtifactRef subject) {
      return done(name, loop.evaluate(input.withSubject(subject)))
          .result()
          .evaluation()
          .map(Evaluation::metrics)
          .orElseThrow();
    }

    private PlainLoop.Timed done(String name, PlainLoop.Timed timed) {
      stages.add(
          new Stage(
              name, timed.steps(), timed.loadSeconds(), timed.loopSeconds(), timed.storeSeconds()));
      return timed;
    }

    /** A safetensors file is the length of its header, eight bytes, the header, and the bits. */
    private String bits(ArtifactRef mask) {
      try {
        byte[] file = Files.readAllBytes(workspace.fetch(mask));
        long header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
        int begin = Math.toIntExact(Long.BYTES + header);
        return Digests.sha256(Arrays.copyOfRange(file, begin, file.length));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
