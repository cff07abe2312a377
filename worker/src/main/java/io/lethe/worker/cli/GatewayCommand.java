package io.lethe.worker.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lethe.gateway.access.AccessSettings;
import io.lethe.gateway.access.Passwords;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.worker.runtime.HealthFile;
import io.lethe.worker.runtime.Session;
import io.lethe.worker.serve.GatewayServer;
import io.lethe.workflows.request.InvalidRequestException;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Serves the REST APIs and the web UI, for the servers that the environment names. */
@Command(
    name = "gateway",
    description = {
      "Serve Airflow's REST API, Lethe's own, and the web UI, until Ctrl-C.",
      "For the Temporal server and the object store that TEMPORAL_* and AWS_* name, or a running"
          + " 'lethe up'."
    })
final class GatewayCommand extends BaseCommand {
  @Mixin private BackendOptions backend;
  @Mixin private GatewayOptions options;

  @Option(
      names = "--health-file",
      paramLabel = "FILE",
      description = "As of 'lethe worker': touched every 10 s while Temporal answers.")
  private Path healthFile;

  @Option(
      names = "--hash-password",
      description =
          "Instead: read a password from standard input and print its hash for the users file.")
  private boolean hash;

  GatewayCommand(Environment environment) {
    super(environment);
  }

  @Override
  int execute() throws Exception {
    if (hash) {
      environment.out().println(hash(password()));
      return ExitCode.DONE;
    }
    AccessSettings access = options.access(environment);
    int port = options.port(environment);
    try (Session session =
        Session.working(backend.executing(environment), environment.variables())) {
      GatewayServer gateway =
          GatewayServer.start(session, access, options.buckets(environment), port);
      environment
          .err()
          .printf(
              "lethe: %s serves the runs of %s; Ctrl-C ends it%n",
              gateway.address(), session.place());
      if (healthFile == null) {
        Stop.await(gateway, session);
      } else {
        Stop.await(health(healthFile, session), gateway, session);
      }
    }
    return ExitCode.DONE;
  }

  private HealthFile health(Path file, Session session) {
    return HealthFile.keep(environment.resolve(file), HealthFile.INTERVAL, session::answers);
  }

  private static String hash(String password) {
    try {
      return Passwords.hash(password);
    } catch (InvalidRequestException e) {
      throw new InvalidInputException(
          "--hash-password", e.getMessage().substring("password: ".length()));
    }
  }

  /** Not echoed where a person types it. */
  private static String password() throws IOException {
    Console console = System.console();
    if (console != null) {
      return new String(console.readPassword("Password: "));
    }
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    return Optional.ofNullable(in.readLine()).orElse("");
  }
}
