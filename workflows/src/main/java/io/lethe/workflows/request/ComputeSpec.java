package io.lethe.workflows.request;

/**
 * Where and how it is computed.
 *
 * @param device {@code auto}, {@code cpu} or {@code gpu:N}
 * @param threads threads of the numeric engine
 * @param deterministic whether only deterministic kernels may be used
 */
public record ComputeSpec(String device, int threads, boolean deterministic) {}
