package io.lethe.workflows.request;

/**
 * The validation split (spec/classification 3.1).
 *
 * @param validationFraction share of each class set apart, a fraction in [0, 1)
 * @param seed seed of the draw
 * @param generator {@code counter} or {@code numpy-legacy}
 */
public record SplitSpec(double validationFraction, long seed, String generator) {}
