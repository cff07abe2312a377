package io.lethe.activities.plan;

import io.lethe.workflows.contract.ArtifactRef;
import java.util.List;
import java.util.Optional;

/**
 * What a request would do, found out without storing or starting anything.
 *
 * @param name the run's name
 * @param kind {@code unlearn} or {@code train}
 * @param membership {@code checked} against a training manifest, or {@code unknown}
 * @param forget records in D_f
 * @param retain records in D_r
 * @param test test records
 * @param weights trainable weights
 * @param steps optimizer steps
 * @param model weights of the original model, absent for training
 * @param datasetSha256 digest of the data set
 * @param baseline weights of the baseline, where one is named or was found
 * @param baselineFound {@code none}, {@code found}, {@code missing} or {@code will be trained}
 * @param device {@code cpu} or {@code gpu:N}
 * @param memoryBytes rough need of memory: pixels, weights with momentum and gradients, activations
 * @param diskBytes rough need of the object store: checkpoints and artifacts
 * @param seconds rough time of the stages, from one timed forward pass; without a baseline's
 *     training
 * @param baselineSeconds rough time to train the baseline; absent where none will be trained
 * @param warnings what the person should know before starting
 */
public record Plan(
    String name,
    String kind,
    String membership,
    int forget,
    int retain,
    int test,
    long weights,
    long steps,
    Optional<ArtifactRef> model,
    String datasetSha256,
    Optional<ArtifactRef> baseline,
    String baselineFound,
    String device,
    long memoryBytes,
    long diskBytes,
    double seconds,
    Optional<Double> baselineSeconds,
    List<String> warnings) {}
