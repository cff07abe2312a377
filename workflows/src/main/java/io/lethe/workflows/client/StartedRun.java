package io.lethe.workflows.client;

import io.lethe.workflows.contract.RunResult;
import java.util.Optional;

/**
 * Answer to a start.
 *
 * @param name the run's name
 * @param attached whether the same request was running or finished before
 * @param result result of the earlier run, where it has finished
 */
public record StartedRun(String name, boolean attached, Optional<RunResult> result) {}
