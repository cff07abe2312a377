package io.lethe.worker.cli;

import io.lethe.unlearning.InvalidInputException;
import io.lethe.workflows.client.Standing;
import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.request.Kind;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which runs are listed; those that satisfy everything that was typed. */
final class ListFilter {
  @Parameters(
      paramLabel = "PATTERN",
      arity = "0..1",
      description = "Only runs with such a name: * and ? stand for any characters, as in a shell.")
  private String pattern;

  @Option(
      names = "--status",
      paramLabel = "STATE",
      split = ",",
      completionCandidates = States.class,
      description =
          "Only runs in one of these states, such as running,failed: ${COMPLETION-CANDIDATES}.")
  private List<String> states = List.of();

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      split = ",",
      completionCandidates = Kinds.class,
      description = "Only runs of these kinds: ${COMPLETION-CANDIDATES}.")
  private List<String> kinds = List.of();

  @Option(
      names = "--since",
      paramLabel = "WHEN",
      description =
          "Only runs that began then or later: an age such as 7d, a day or a time (ISO 8601).")
  private String since;

  /** Whether anything was typed. */
  boolean narrow() {
    return pattern != null || since != null || !states.isEmpty() || !kinds.isEmpty();
  }

  /** What can be said from the record alone. */
  Predicate<RunRecord> ofRecord() {
    return ofName().and(ofKind()).and(ofTime());
  }

  /** What Temporal knows better than the record. */
  Predicate<Standing> ofStanding() {
    require("--status", states, States.all());
    return standing -> states.isEmpty() || states.contains(standing.state());
  }

  private Predicate<RunRecord> ofName() {
    if (pattern == null) {
      return record -> true;
    }
    try {
      PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
      return record -> matcher.matches(Path.of(record.name()));
    } catch (PatternSyntaxException e) {
      throw new InvalidInputException(
          "PATTERN",
          "found '%s': %s; allowed: a pattern such as 'gdpr-*'"
              .formatted(pattern, e.getDescription()));
    }
  }

  private Predicate<RunRecord> ofKind() {
    require("--kind", kinds, Kinds.all());
    return record -> kinds.isEmpty() || kinds.contains(word(record.request().kind()));
  }

  private Predicate<RunRecord> ofTime() {
    if (since == null) {
      return record -> true;
    }
    Instant first = Age.find(since).map(Instant.now()::minus).orElseGet(() -> time(since));
    return record -> !record.startedAt().isBefore(first);
  }

  private static Instant time(String text) {
    try {
      return text.contains("T")
          ? Instant.parse(text)
          : LocalDate.parse(text).atStartOfDay(ZoneId.systemDefault()).toInstant();
    } catch (DateTimeParseException e) {
      throw new InvalidInputException(
          "--since",
          "found '%s'; allowed: an age such as 7d, a day such as 2026-11-24, a time such as 2026-11-24T12:00:00Z"
              .formatted(text));
    }
  }

  private static void require(String option, List<String> typed, List<String> allowed) {
    for (String word : typed) {
      if (!allowed.contains(word)) {
        throw new InvalidInputException(
            option, "found '%s'; allowed: %s".formatted(word, String.join(", ", allowed)));
      }
    }
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** States in which a run can be listed. */
  static final class States implements Iterable<String> {
    static List<String> all() {
      return Stream.concat(
              Arrays.stream(RunState.values())
                  // A run of a comparison whose turn has not come has no record.
                  .filter(state -> state != RunState.WAITING)
                  .map(RunState::wireName),
              Stream.of(Standing.INTERRUPTED))
          .toList();
    }

    @Override
    public Iterator<String> iterator() {
      return all().iterator();
    }
  }

  /** Kinds of requests. */
  static final class Kinds implements Iterable<String> {
    static List<String> all() {
      return Arrays.stream(Kind.values()).map(ListFilter::word).toList();
    }

    @Override
    public Iterator<String> iterator() {
      return all().iterator();
    }
  }
}
