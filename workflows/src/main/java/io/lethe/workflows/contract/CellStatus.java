package io.lethe.workflows.contract;

/**
 * How one run of a comparison stands, for the query {@code cells}.
 *
 * @param run name of the run
 * @param state its state
 */
public record CellStatus(String run, RunState state) {}
