package io.lethe.worker.manual;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The manual page of one command, in section 1: {@code lethe(1)}, {@code lethe-run(1)}.
 *
 * @param command the command
 * @param version of Lethe
 */
public record ManPage(CommandSpec command, String version) {
  private static final String SECTION = "1";
  private static final Map<Integer, String> CODES =
      Map.of(
          0, "Done.",
          2, "Bad input: the request, an option or a file must be corrected.",
          3, "The result was not released: a gate failed, or a person rejected it.",
          4, "Cancelled.",
          5, "Servers, disks, networks, or a defect of Lethe. The same command may work later.");

  /** The variables that name servers and folders; each command's own are in its options. */
  private static final List<List<String>> VARIABLES =
      List.of(
          List.of(
              "TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TEMPORAL_TLS…",
              "The Temporal server, as in every client of Temporal."),
          List.of(
              "AWS_ENDPOINT_URL_S3, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION",
              "The object store."),
          List.of(
              "XDG_STATE_HOME, XDG_CACHE_HOME",
              "Above the state folder of the embedded servers, and above copies of objects that"
                  + " may be deleted at any time."),
          List.of("JAVA_HOME, LETHE_HEAP, LETHE_TORCH", "Read by the start script: see there."));

  /** Pages of the command and of all its subcommands. */
  public static List<ManPage> all(CommandSpec root, String version) {
    return Stream.concat(Stream.of(root), subcommands(root).stream())
        .map(spec -> new ManPage(spec, version))
        .toList();
  }

  private static List<CommandSpec> subcommands(CommandSpec command) {
    return command.subcommands().values().stream()
        .map(line -> line.getCommandSpec())
        .filter(spec -> !spec.usageMessage().hidden())
        .toList();
  }

  /** {@code lethe-run.1}. */
  public String fileName() {
    return name(command) + "." + SECTION;
  }

  private static String name(CommandSpec spec) {
    return spec.qualifiedName("-");
  }

  /** The page as man(1) reads it. */
  public String text() {
    Roff page = new Roff();
    List<String> description = lines(command.usageMessage().description());
    page.line(
        ".TH \"%s\" \"%s\" \"\" \"lethe %s\" \"Lethe\""
            .formatted(name(command).toUpperCase(Locale.ROOT), SECTION, version));
    page.section("NAME").text(name(command) + " - " + withoutDot(summary(command)));
    page.section("SYNOPSIS").line(Roff.bold(synopsis()));
    page.section("DESCRIPTION");
    description.forEach(page::broken);
    arguments(page);
    options(page);
    commands(page);
    codes(page);
    environment(page);
    seeAlso(page);
    return page.toString();
  }

  private String synopsis() {
    return new Help(command, Help.defaultColorScheme(Help.Ansi.OFF))
        .synopsis(0)
        .strip()
        .replaceAll("\\s+", " ");
  }

  private void arguments(Roff page) {
    List<PositionalParamSpec> shown =
        command.positionalParameters().stream().filter(param -> !param.hidden()).toList();
    if (!shown.isEmpty()) {
      page.section("ARGUMENTS");
      shown.forEach(param -> page.entry(Roff.italic(param.paramLabel()), words(param)));
    }
  }

  private void options(Roff page) {
    page.section("OPTIONS");
    command.options().stream()
        .filter(option -> !option.hidden())
        .sorted(Comparator.comparing(OptionSpec::longestName))
        .forEach(option -> page.entry(term(option), words(option)));
  }

  private static String term(OptionSpec option) {
    String names = Stream.of(option.names()).map(Roff::bold).collect(Collectors.joining(", "));
    return option.arity().max() == 0 ? names : names + " " + Roff.italic(option.paramLabel());
  }

  private void commands(Roff page) {
    List<CommandSpec> below = subcommands(command);
    if (!below.isEmpty()) {
      page.section("COMMANDS");
      below.forEach(spec -> page.entry(Roff.bold(name(spec)) + "(" + SECTION + ")", summary(spec)));
    }
  }

  private static void codes(Roff page) {
    page.section("EXIT STATUS");
    CODES.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(code -> page.entry(Roff.bold(code.getKey().toString()), code.getValue()));
  }

  private void environment(Roff page) {
    if (command.parent() == null) {
      page.section("ENVIRONMENT");
      VARIABLES.forEach(entry -> page.entry(Roff.bold(entry.get(0)), entry.get(1)));
    }
  }

  private void seeAlso(Roff page) {
    if (command.parent() != null) {
      page.section("SEE ALSO").line(Roff.bold(name(command.parent())) + "(" + SECTION + ")");
    }
  }

  private static String words(ArgSpec argument) {
    return String.join(" ", lines(argument.description()));
  }

  /** The one line that lists of commands show. */
  private static String summary(CommandSpec spec) {
    String[] header = spec.usageMessage().header();
    return lines(header.length == 0 ? spec.usageMessage().description() : header).get(0);
  }

  /** As the help prints them: they are format strings. */
  private static List<String> lines(String[] description) {
    List<String> lines =
        Stream.of(description)
            .map(line -> line.replace("%n", " ").replace("%%", "%").strip())
            .filter(line -> !line.isEmpty())
            .toList();
    return lines.isEmpty() ? List.of("") : lines;
  }

  private static String withoutDot(String sentence) {
    return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
  }
}
