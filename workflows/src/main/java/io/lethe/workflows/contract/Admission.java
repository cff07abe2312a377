package io.lethe.workflows.contract;

import java.util.List;
import java.util.Optional;

/**
 * What was found when the request was held against data and model. Digests of record lists are
 * HMACs under the request's own key.
 *
 * @param membership {@code checked} against the model's training manifest, or {@code unknown}
 * @param model weights of the original model; absent for training
 * @param baseline weights of the baseline, where one is named or was found by content
 * @param datasetSha256 digest of the data set's content
 * @param forget number of records in D_f
 * @param retain number of records in D_r
 * @param test number of test records
 * @param forgetDigest keyed digest of D_f
 * @param retainDigest keyed digest of D_r
 * @param warnings what a reader of the result must know
 */
public record Admission(
    String membership,
    Optional<ArtifactRef> model,
    Optional<ArtifactRef> baseline,
    String datasetSha256,
    int forget,
    int retain,
    int test,
    String forgetDigest,
    String retainDigest,
    List<String> warnings) {}
