package io.lethe.workflows.request;

import java.util.List;

/**
 * Input normalisation (x − mean) / std by channel, for pixels in [0, 1].
 *
 * @param mean one value a channel
 * @param std one positive value a channel
 */
public record NormalizationSpec(List<Double> mean, List<Double> std) {
  /** Copies both lists. */
  public NormalizationSpec {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
  }
}
