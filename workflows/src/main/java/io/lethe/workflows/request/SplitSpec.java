package io.lethe.workflows.request;

import java.util.Optional;

/**
 * The validation split (spec/classification 3.1).
 *
 * @param validationFraction share of each class set apart, a fraction in [0, 1)
 * @param seed seed of the draw
 * @param generator {@code counter} or {@code numpy-legacy}
 * @param twoSplitLeak where the model was knowingly trained on another split; never by default
 */
public record SplitSpec(
    double validationFraction, long seed, String generator, Optional<TwoSplitLeak> twoSplitLeak) {}
