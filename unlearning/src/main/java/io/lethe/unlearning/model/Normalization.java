package io.lethe.unlearning.model;

import io.lethe.unlearning.InvalidInputException;
import java.util.List;

/**
 * Per-channel normalisation of pixels, the first operation of every network: {@code (x − mean) /
 * std}, x in [0, 1].
 *
 * @param mean mean by channel
 * @param std standard deviation by channel, positive
 */
public record Normalization(List<Float> mean, List<Float> std) {
  /** CIFAR-10's own constants. */
  public static final Normalization CIFAR10 =
      of(0.4914f, 0.4822f, 0.4465f, 0.2470f, 0.2435f, 0.2616f);

  /** The constants of ImageNet. */
  public static final Normalization IMAGENET = of(0.485f, 0.456f, 0.406f, 0.229f, 0.224f, 0.225f);

  /**
   * Checks and copies.
   *
   * @throws InvalidInputException {@code model.normalization} unless both have three finite entries
   *     and the deviations are positive
   */
  public Normalization {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (mean.size() != 3 || std.size() != 3) {
      throw new InvalidInputException(
          "model.normalization",
          "found %d means and %d deviations, expected 3 of each"
              .formatted(mean.size(), std.size()));
    }
    if (!mean.stream().allMatch(Float::isFinite)
        || !std.stream().allMatch(s -> Float.isFinite(s) && s > 0)) {
      throw new InvalidInputException(
          "model.normalization",
          "found mean %s and std %s, allowed are finite numbers, std above 0".formatted(mean, std));
    }
  }

  private static Normalization of(float m0, float m1, float m2, float s0, float s1, float s2) {
    return new Normalization(List.of(m0, m1, m2), List.of(s0, s1, s2));
  }
}
