package io.lethe.worker.cli;

import io.lethe.worker.runtime.Session;
import io.lethe.worker.serve.GatewayServer;
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

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "${env:LETHE_GATEWAY_HOST:-127.0.0.1}",
      description = "Address to listen on. Default: LETHE_GATEWAY_HOST or 127.0.0.1.")
  private String host;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "${env:LETHE_GATEWAY_PORT:-8080}",
      description = "Port to listen on, 0 for a free one. Default: LETHE_GATEWAY_PORT or 8080.")
  private int port;

  GatewayCommand(Environment environment) {
    super(environment);
  }

  @Override
  int execute() throws Exception {
    try (Session session =
        Session.working(backend.executing(environment), environment.variables())) {
      GatewayServer gateway = GatewayServer.start(session, host, port);
      environment
          .err()
          .printf(
              "lethe: http://%s:%d serves the runs of %s; Ctrl-C ends it%n",
              host, gateway.port(), session.place());
      Stop.await(
          () -> {
            gateway.close();
            session.close();
          });
    }
    return ExitCode.DONE;
  }
}
