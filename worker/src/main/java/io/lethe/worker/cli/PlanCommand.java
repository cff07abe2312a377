package io.lethe.worker.cli;

import io.lethe.activities.plan.ComparePlan;
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
    Object plan;
    try (Session session =
        Session.storing(request.backend().target(environment), environment.variables())) {
      plan = run.plan(session);
    }
    if (json) {
      environment.out().println(Wire.mapper().writeValueAsString(plan));
    } else if (plan instanceof ComparePlan comparison) {
      print(comparison, environment.out());
    } else {
      print((Plan) plan, environment.out());
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

  private static void print(ComparePlan plan, PrintStream out) {
    out.printf("%s (%s)%n", plan.name(), plan.kind());
    out.printf(
        "  runs        %,d cells, %,d of the search, %,d baselines; %d at a time%n",
        plan.cells(), plan.searchRuns(), plan.baselines(), plan.parallelism());
    for (Plan forget : plan.forget()) {
      out.printf(
          "  records     %,d to forget, %,d retained, %,d for testing%n",
          forget.forget(), forget.retain(), forget.test());
    }
    out.printf("  membership  %s%n", plan.forget().get(0).membership());
    out.printf(
        "  needs       %,d MiB of memory a run, %,d MiB in the store%n",
        plan.memoryBytes() >> 20, plan.diskBytes() >> 20);
    out.printf("  takes       about %s one by one, without baselines%n", time(plan.seconds()));
    plan.warnings().forEach(warning -> out.println("  warning: " + warning));
  }

  private static String time(double seconds) {
    Duration time = Duration.ofSeconds(Math.round(seconds));
    return "%d min %02d s".formatted(time.toMinutes(), time.toSecondsPart());
  }
}
