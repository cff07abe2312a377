package io.lethe.worker.cli;

import io.lethe.unlearning.InvalidInputException;
import io.lethe.worker.manual.Completion;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints what a shell needs to complete commands and options. */
@Command(
    name = "completion",
    description = {
      "Print the completion script of a shell.",
      "bash: lethe completion bash > ~/.local/share/bash-completion/completions/lethe",
      "zsh: lethe completion zsh > a file that ~/.zshrc sources."
    })
final class CompletionCommand extends BaseCommand {
  @Parameters(
      paramLabel = "SHELL",
      completionCandidates = Shells.class,
      description = "${COMPLETION-CANDIDATES}.")
  private String shell;

  CompletionCommand(Environment environment) {
    super(environment);
  }

  @Override
  int execute() {
    if (!Shells.ALL.contains(shell)) {
      throw new InvalidInputException(
          "SHELL", "found '%s'; allowed: %s".formatted(shell, String.join(", ", Shells.ALL)));
    }
    environment.out().print(Completion.script(spec().root().commandLine()));
    return ExitCode.DONE;
  }

  /** The shells there is a script for. */
  static final class Shells implements Iterable<String> {
    static final List<String> ALL = List.of("bash", "zsh");

    @Override
    public Iterator<String> iterator() {
      return ALL.iterator();
    }
  }
}
