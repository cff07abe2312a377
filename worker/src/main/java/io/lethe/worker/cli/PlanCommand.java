package io.lethe.worker.cli;

import io.lethe.activities.plan.Plan;
import io.lethe.worker.runtime.Session;
import io.lethe.workflows.Wire;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says what a request would do; stores and starts nothing. */
@Command(name = "plan", description = "Show what a request would do; nothing is stored or started.")
final class PlanCommand extends BaseCommand {
  @Mixin private RequestOptions request;

  @Option(names = "--json", description = "Print the plan as one JSON object.")
  private boolean json;

  PlanCommand(Environment environment) {
    super(environment);
  }

  @Override
  int execute() throws IOException {
    RequestRun run = request.read(environment);
    Plan plan;
    try (Session session =
        Session.storing(request.backend().target(environment), environment.variables())) {
      plan = run.plan(session);
    }
    if (json) {
      environment.out().println(Wire.mapper().writeValueAsString(plan));
    } else {
      print(plan, environment.out());
    }
    return ExitCode.DONE;
  }

  private static void print(Plan plan, PrintStream out) {
    out.printf("%s (%s)%n", plan.name(), plan.kind());
    out.printf(
        "  records     %,d to forget, %,d retained, %,d for testing%n",
        plan.forget(), plan.retain(), plan.test());
    out.printf("  membership  %s%n", plan.membership());
    out.printf(
        "  work        %,d weights, %,d steps on %s%n",
        plan.weights(), plan.steps(), plan.device());
    out.printf("  baseline    %s%n", plan.baselineFound());
    out.printf(
        "  needs       %,d MiB of memory, %,d MiB in the store%n",
        plan.memoryBytes() >> 20, plan.diskBytes() >> 20);
    out.printf("  takes       about %s%n", time(plan.seconds()));
    plan.baselineSeconds()
        .ifPresent(seconds -> out.printf("              and %s to train Retrain%n", time(seconds)));
    plan.warnings().forEach(warning -> out.println("  warning: " + warning));
  }

  private static String time(double seconds) {
    Duration time = Duration.ofSeconds(Math.round(seconds));
    return "%d min %02d s".formatted(time.toMinutes(), time.toSecondsPart());
  }
}
