package io.lethe.gateway.airflow;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Filters by text, as Airflow understands them; {@code |} is or, {@code ~} is everything. */
final class TextFilter {
  private static final String EVERYTHING = "~";

  private TextFilter() {}

  /** Contains, whatever the case: {@code %} is any text, {@code _} any character. */
  static Predicate<String> like(Optional<String> pattern) {
    return anyOf(pattern, TextFilter::contains);
  }

  /** Piece by piece: one expression for all of them could take for ever. */
  private static Predicate<String> contains(String term) {
    List<Pattern> pieces = Arrays.stream(term.split("%")).map(TextFilter::piece).toList();
    return text -> {
      int from = 0;
      for (Pattern piece : pieces) {
        Matcher matcher = piece.matcher(text);
        if (!matcher.find(from)) {
          return false;
        }
        from = matcher.end();
      }
      return true;
    };
  }

  private static Pattern piece(String text) {
    return Pattern.compile(
        Arrays.stream(text.split("_", -1)).map(Pattern::quote).collect(Collectors.joining(".")),
        Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
  }

  /** Begins with; what is neither letter nor digit at the end of the pattern does not count. */
  static Predicate<String> prefix(Optional<String> pattern) {
    return anyOf(
        pattern,
        term -> {
          int end = term.length();
          while (end > 0 && !Character.isLetterOrDigit(term.charAt(end - 1))) {
            end--;
          }
          String beginning = term.substring(0, end);
          return text -> text.startsWith(beginning);
        });
  }

  private static Predicate<String> anyOf(
      Optional<String> pattern, Function<String, Predicate<String>> test) {
    if (pattern.filter(text -> !text.equals(EVERYTHING)).isEmpty()) {
      return text -> true;
    }
    List<Predicate<String>> tests = Arrays.stream(pattern.get().split("\\|")).map(test).toList();
    return text -> tests.stream().anyMatch(one -> one.test(text));
  }
}
