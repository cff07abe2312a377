package io.lethe.unlearning.compute;

/**
 * What decides the arithmetic of a run, besides its inputs. Two runs with equal descriptions give
 * equal bits; a resume under another description is allowed, but is not bit-exact.
 *
 * @param threads threads inside one operator
 * @param instructionSet processor family and the vector extensions the kernels choose by
 * @param build engine name, version and flavour
 * @param device {@code cpu}, {@code gpu:0} …
 * @param deterministic whether only repeatable kernels are used: true on a CPU; on a GPU kernels
 *     are not chosen by timing, but the engine has no switch that forbids convolutions with atomic
 *     sums
 */
public record EngineDescription(
    int threads, String instructionSet, String build, String device, boolean deterministic) {}
