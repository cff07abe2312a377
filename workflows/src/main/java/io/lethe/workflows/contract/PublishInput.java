package io.lethe.workflows.contract;

import java.util.Map;

/**
 * What is to be released.
 *
 * @param run the run's input
 * @param artifacts by role: {@code unlearned}, {@code mask}, {@code manifest} …
 * @param result the result, released beside them
 */
public record PublishInput(RunInput run, Map<String, ArtifactRef> artifacts, RunResult result) {}
