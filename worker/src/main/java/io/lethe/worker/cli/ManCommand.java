package io.lethe.worker.cli;

import io.lethe.unlearning.InvalidInputException;
import io.lethe.worker.manual.ManPage;
import io.lethe.worker.runtime.Build;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints or installs manual pages, which are made from the same texts as the help. */
@Command(
    name = "man",
    description = {
      "Print the manual page of a command, or write all pages.",
      "lethe man run | man -l -",
      "lethe man --out ~/.local/share/man, then: man lethe-run"
    })
final class ManCommand extends BaseCommand {
  @Parameters(
      paramLabel = "COMMAND",
      arity = "0..1",
      description = "The command; the page of lethe itself where none is named.")
  private String command;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Write the pages of all commands to DIR/man1.")
  private Path out;

  ManCommand(Environment environment) {
    super(environment);
  }

  @Override
  int execute() throws IOException {
    CommandSpec root = spec().root();
    if (out != null && command != null) {
      throw new InvalidInputException("--out", "found together with COMMAND; allowed: one of them");
    }
    if (out == null) {
      environment.out().print(page(named(root)).text());
      return ExitCode.DONE;
    }
    Path folder = Files.createDirectories(environment.resolve(out).resolve("man1"));
    for (ManPage page : ManPage.all(root, version())) {
      Path file = folder.resolve(page.fileName());
      Files.writeString(file, page.text(), StandardCharsets.UTF_8);
      environment.out().println(file);
    }
    return ExitCode.DONE;
  }

  private CommandSpec named(CommandSpec root) {
    if (command == null) {
      return root;
    }
    if (!root.subcommands().containsKey(command)) {
      throw new InvalidInputException(
          "COMMAND",
          "found '%s'; allowed: %s"
              .formatted(command, String.join(", ", List.copyOf(root.subcommands().keySet()))));
    }
    return root.subcommands().get(command).getCommandSpec();
  }

  private static ManPage page(CommandSpec spec) {
    return new ManPage(spec, version());
  }

  private static String version() {
    return Build.current().version();
  }
}
