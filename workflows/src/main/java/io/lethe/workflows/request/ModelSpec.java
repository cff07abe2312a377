package io.lethe.workflows.request;

import java.util.Optional;

/**
 * The network.
 *
 * @param ref weights: {@code s3://bucket/key} or, on the command line, a local path
 * @param sha256 expected digest of the weights file, lower-case hexadecimal
 * @param architecture name in the architecture registry, such as {@code resnet18}
 * @param classes number of outputs
 * @param normalization input statistics, where the file carries no such buffers
 */
public record ModelSpec(
    Optional<String> ref,
    Optional<String> sha256,
    String architecture,
    int classes,
    Optional<NormalizationSpec> normalization) {}
