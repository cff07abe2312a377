package io.lethe.workflows.contract;

/**
 * How the cells of a comparison stand, in numbers of runs.
 *
 * @param total methods × forget sets × seeds
 * @param completed ended well
 * @param failed ended by a failure
 * @param cancelled ended by a person
 * @param open running, or not begun
 */
public record CellCounts(int total, int completed, int failed, int cancelled, int open) {}
