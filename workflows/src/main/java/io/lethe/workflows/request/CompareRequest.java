package io.lethe.workflows.request;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Optional;

/**
 * A comparison in its normal form: methods × forget sets × seeds, each cell a run of kind {@link
 * Kind#UNLEARN}. {@link CompareRuns} says which runs these are.
 *
 * @param kind always {@link Kind#COMPARE}
 * @param name the comparison's name and workflow id; names of its runs begin with it
 * @param model the network and its weights
 * @param dataset the records
 * @param forget forget sets; the seed of a trial replaces that of a random draw
 * @param methods the rows
 * @param seeds the trials: each seed is one draw of D_f and one of everything the method draws
 * @param baseline where Retrain's numbers come from; one baseline for each D_f
 * @param evaluate which metrics, over which records
 * @param parallelism runs in flight at most
 * @param search where hyper-parameters are chosen, for rows with a grid
 * @param compute device, threads, determinism of kernels
 * @param determinism switches that turn random draws off
 * @param notification who is told how the comparison ends; field {@code notify}
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NONE) // where the type is known, nothing has to tell it
public record CompareRequest(
    Kind kind,
    String name,
    ModelSpec model,
    DatasetSpec dataset,
    List<ForgetSpec> forget,
    List<ComparedMethod> methods,
    List<Long> seeds,
    BaselineSpec baseline,
    EvaluateSpec evaluate,
    int parallelism,
    Optional<SearchSpec> search,
    ComputeSpec compute,
    DeterminismSpec determinism,
    @JsonProperty("notify") Optional<NotifySpec> notification)
    implements RunRequest {
  /** Copies the lists. */
  public CompareRequest {
    forget = List.copyOf(forget);
    methods = List.copyOf(methods);
    seeds = List.copyOf(seeds);
  }
}
