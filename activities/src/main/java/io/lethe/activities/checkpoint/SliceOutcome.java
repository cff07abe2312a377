package io.lethe.activities.checkpoint;

import java.util.List;
import java.util.Optional;

/**
 * How a slice ended.
 *
 * @param result present when the work is done
 * @param steps steps finished, over all slices
 * @param losses loss of every step so far, NaN where a step has none
 * @param seconds seconds of work, over all slices
 * @param attempts attempts that were needed; 1 where nothing failed
 * @param bitExact whether all slices ran under the same arithmetic
 * @param warnings checkpoints that could not be used, and why
 */
public record SliceOutcome<R>(
    Optional<R> result,
    long steps,
    List<Double> losses,
    double seconds,
    int attempts,
    boolean bitExact,
    List<String> warnings) {}
