package io.lethe.workflows.contract;

/**
 * What a stage cost.
 *
 * @param name {@code admit}, {@code mask}, {@code unlearn}, {@code train}, {@code evaluate}, {@code
 *     baseline}, {@code publish}
 * @param seconds seconds of work, over all attempts and slices
 * @param attempts attempts that were needed
 */
public record StageTime(String name, double seconds, int attempts) {}
