package io.lethe.activities.checkpoint;

/**
 * What the pointer says of one checkpoint.
 *
 * @param sha256 digest of the body, also its name
 * @param step steps finished
 * @param seconds seconds of work up to here, over all slices
 * @param handovers slices that ended of their own accord up to here; attempts beyond them were
 *     needed because something died
 * @param arithmetic what decided the arithmetic of the slice that wrote it
 * @param bitExact whether all slices up to here ran under the same arithmetic
 */
public record Checkpoint(
    String sha256, long step, double seconds, int handovers, String arithmetic, boolean bitExact) {}
