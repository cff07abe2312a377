package io.lethe.workflows.request;

import java.util.Locale;

/** Labels as parts of names. */
final class Slugs {
  private Slugs() {}

  /** Lower-case letters and digits, everything between them one hyphen; may be empty. */
  static String of(String label) {
    return label.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
  }
}
