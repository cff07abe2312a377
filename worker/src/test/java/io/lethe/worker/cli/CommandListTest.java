package io.lethe.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.worker.CommandLineHarness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Newcomers read the list of the README: it must name every command there is, and no other. */
class CommandListTest {
  private static final Pattern LINE =
      Pattern.compile("^ {4}\\./lethe ([a-z-]+(?: \\| [a-z-]+)*)", Pattern.MULTILINE);

  @TempDir private static Path folder;

  private static Set<String> commands() {
    Environment nobody = new Environment(Map.of(), folder, System.out, System.err, false);
    CommandLine line = LetheCommand.line(nobody);
    Set<String> names = new TreeSet<>(line.getSubcommands().keySet());
    names.remove("help");
    return names;
  }

  @Test
  void theReadmeNamesEveryCommand() throws IOException {
    String readme = Files.readString(Path.of("..", "README.md"));
    int start = readme.indexOf("## Commands");
    String section = readme.substring(start, readme.indexOf("\n## ", start));
    Set<String> named = new TreeSet<>();
    Matcher line = LINE.matcher(section);
    while (line.find()) {
      named.addAll(Set.of(line.group(1).split(" \\| ")));
    }
    assertThat(named).isEqualTo(commands());
  }

  @Test
  void everyCommandHasHelpAndAPage() {
    CommandLineHarness person = new CommandLineHarness(folder, folder);
    for (String command : commands()) {
      assertThat(person.lethe(command, "--help").out()).contains("lethe " + command);
      assertThat(person.lethe("man", command).out())
          .contains("lethe\\-" + command.replace("-", "\\-"));
    }
  }
}
