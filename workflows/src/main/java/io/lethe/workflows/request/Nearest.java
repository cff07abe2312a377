package io.lethe.workflows.request;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the known name a person may have meant. */
final class Nearest {
  private Nearest() {}

  /** The name with the fewest edits, where that is at most a third of its length plus one. */
  static Optional<String> of(String name, Collection<String> known) {
    String wanted = name.toLowerCase(Locale.ROOT);
    return known.stream()
        .min(Comparator.comparingInt(k -> distance(wanted, k.toLowerCase(Locale.ROOT))))
        .filter(k -> distance(wanted, k.toLowerCase(Locale.ROOT)) <= k.length() / 3 + 1);
  }

  /** The same as an addition to a message; empty where no name is near. */
  static String hint(String name, Collection<String> known) {
    return of(name, known).map(n -> "; did you mean '" + n + "'?").orElse("");
  }

  /** Levenshtein distance. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitute = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substitute, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
