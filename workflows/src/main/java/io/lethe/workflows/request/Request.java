package io.lethe.workflows.request;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Optional;

/**
 * A request in its normal form: every default filled in, presets and recipes resolved.
 *
 * <p>Instances come from {@link RequestReader}; ranges, defaults and units of every field are in
 * the JSON Schema ({@link RequestSchema#text()}), the one source for them. A request of kind {@link
 * Kind#TRAIN} has no {@code model.ref} and no baseline; its {@code forget}, where given, is left
 * out of the training (a Retrain baseline).
 *
 * @param kind what is wanted
 * @param name the run's name and workflow id
 * @param model the network, and for unlearning its weights
 * @param dataset the records
 * @param forget which records to forget; always present for {@link Kind#UNLEARN}
 * @param retain fewer retained records, in this order, instead of all of D_r
 * @param method how, with hyper-parameters
 * @param baseline where Retrain's numbers come from
 * @param evaluate which metrics, over which records
 * @param gate what must hold before anything is released
 * @param publish where the result goes; nothing is released where absent
 * @param seed seed of every draw of the run
 * @param compute device, threads, determinism of kernels
 * @param determinism switches that turn random draws off
 * @param preset the presets that values came from, for the record; the values are in the request
 * @param notification who is told how the run goes; field {@code notify}
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NONE) // where the type is known, nothing has to tell it
public record Request(
    Kind kind,
    String name,
    ModelSpec model,
    DatasetSpec dataset,
    Optional<ForgetSpec> forget,
    Optional<IdListSpec> retain,
    MethodSpec method,
    BaselineSpec baseline,
    EvaluateSpec evaluate,
    GateSpec gate,
    Optional<PublishSpec> publish,
    long seed,
    ComputeSpec compute,
    DeterminismSpec determinism,
    Optional<List<PresetUse>> preset,
    // A component of that name would hide Object.notify().
    @JsonProperty("notify") Optional<NotifySpec> notification)
    implements RunRequest {}
