package io.lethe.workflows.request;

/**
 * Switches that turn random draws off, to follow another implementation step by step.
 *
 * @param shuffle whether records are shuffled in each pass
 * @param augment whether training images are augmented
 */
public record DeterminismSpec(boolean shuffle, boolean augment) {}
