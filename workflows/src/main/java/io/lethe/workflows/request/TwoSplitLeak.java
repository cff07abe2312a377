package io.lethe.workflows.request;

/**
 * Says that the model was trained on another split than the one that D_f and D_r are drawn from, so
 * that some of their records were never trained on: a leak of the reference program, repeated
 * knowingly, for comparison with its published numbers only.
 *
 * @param trainedSeed seed of the split that the model was trained on
 */
public record TwoSplitLeak(long trainedSeed) {}
