package io.lethe.worker.manual;

/** A document for {@code man}, in the macros of man(7). */
final class Roff {
  private final StringBuilder text = new StringBuilder();

  /** A heading. */
  Roff section(String title) {
    return line(".SH \"" + title + "\"");
  }

  /** Text as it is to be read. */
  Roff text(String words) {
    return line(escaped(words));
  }

  /** A line of text that stands by itself. */
  Roff broken(String words) {
    return text(words).line(".br");
  }

  /** An entry of a list: what it is about, then what is said about it. */
  Roff entry(String term, String words) {
    return line(".TP").line(term).text(words);
  }

  /** A line of roff. */
  Roff line(String roff) {
    text.append(roff).append('\n');
    return this;
  }

  /** Words in bold type, to stand within a line. */
  static String bold(String words) {
    return "\\fB" + inline(words) + "\\fR";
  }

  /** Words in italic type, to stand within a line. */
  static String italic(String words) {
    return "\\fI" + inline(words) + "\\fR";
  }

  /** A line of text: one that begins with a dot or a quote would be a request. */
  private static String escaped(String words) {
    String safe = inline(words);
    return safe.startsWith(".") || safe.startsWith("'") ? "\\&" + safe : safe;
  }

  /** Hyphens as they are typed, so that they can be copied from the page. */
  private static String inline(String words) {
    return words.replace("\\", "\\e").replace("-", "\\-");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
