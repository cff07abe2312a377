package io.lethe.unlearning.model;

/**
 * How a batch lies in memory. Results agree to rounding only: the layouts use other convolution
 * kernels.
 */
public enum PixelLayout {
  /** {@code [N, C, H, W]}, torch's default. */
  PLAIN,
  /** The same logical shape over memory in NHWC order; convolutions are faster. */
  CHANNELS_LAST
}
