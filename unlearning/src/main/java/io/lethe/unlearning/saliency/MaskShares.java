package io.lethe.unlearning.saliency;

import io.lethe.formats.Mask;
import java.util.LinkedHashMap;
import java.util.Map;

/** The share of weights a mask lets change, as fractions in [0, 1]. */
public final class MaskShares {
  private MaskShares() {}

  /** By parameter name, in definition order. */
  public static Map<String, Double> byParameter(Mask mask) {
    Map<String, Double> shares = new LinkedHashMap<>();
    mask.names().forEach(n -> shares.put(n, mask.selected(n) / (double) mask.size(n)));
    return shares;
  }

  /**
   * By layer, in definition order; a layer is the parameters that share the name before the last
   * dot, so {@code layer1.0.bn1} holds weight and bias.
   */
  public static Map<String, Double> byLayer(Mask mask) {
    Map<String, long[]> counts = new LinkedHashMap<>();
    for (String name : mask.names()) {
      String layer = name.substring(0, Math.max(0, name.lastIndexOf('.')));
      long[] count = counts.computeIfAbsent(layer, l -> new long[2]);
      count[0] += mask.selected(name);
      count[1] += mask.size(name);
    }
    Map<String, Double> shares = new LinkedHashMap<>();
    counts.forEach((layer, c) -> shares.put(layer, (double) c[0] / (double) c[1]));
    return shares;
  }
}
