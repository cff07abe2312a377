package io.lethe.worker.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Names and order of the methods in the paper's table. */
public final class MethodNames {
  /** Lethe's name of the baseline. */
  static final String RETRAIN = "retrain";

  private static final List<String> ORDER =
      List.of(RETRAIN, "ft", "rl", "ga", "iu", "be", "bs", "l1-sparse", "salun", "salun-soft");
  private static final Map<String, String> TITLES =
      Map.of(
          RETRAIN,
          "Retrain",
          "ft",
          "FT",
          "rl",
          "RL",
          "ga",
          "GA",
          "iu",
          "IU",
          "be",
          "BE",
          "bs",
          "BS",
          "l1-sparse",
          "ℓ1-sparse",
          "salun",
          "SalUn",
          "salun-soft",
          "SalUn-soft");

  private MethodNames() {}

  /** As the paper writes it; a label that is no method's name stays as it is. */
  public static String title(String label) {
    return TITLES.getOrDefault(key(label), label);
  }

  /** Lethe's name of the method, if the label is one. */
  static String key(String label) {
    return label.toLowerCase(Locale.ROOT);
  }

  static boolean isRetrain(String label) {
    return key(label).equals(RETRAIN);
  }

  /** Place in the paper's table; labels of their own come after it. */
  static int rank(String label) {
    int place = ORDER.indexOf(key(label));
    return place < 0 ? ORDER.size() : place;
  }
}
