package io.lethe.workflows.request;

import java.util.Optional;

/**
 * A seeded draw without replacement from the training split: a fraction or a count.
 *
 * @param fraction share of the training split, in (0, 1)
 * @param count number of records
 * @param seed seed of the draw, used as it stands
 * @param generator {@code counter} or {@code numpy-legacy}
 */
public record RandomSpec(
    Optional<Double> fraction, Optional<Integer> count, long seed, String generator) {}
