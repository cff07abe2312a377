package io.lethe.workflows.contract;

/**
 * Answer of the status query.
 *
 * @param state where the run stands
 * @param progress how far the current stage is
 */
public record RunStatus(RunState state, Progress progress) {}
