package io.lethe.worker.cli;

import io.lethe.gateway.access.AccessSettings;
import io.lethe.gateway.access.Buckets;
import io.lethe.worker.embedded.StateFolder;
import io.lethe.worker.runtime.Session;
import io.lethe.worker.runtime.Target;
import io.lethe.worker.serve.GatewayServer;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the embedded servers, a worker and the gateway until Ctrl-C. */
@Command(
    name = "up",
    description =
        "Run Temporal, an object store, a worker, the APIs and the web UI on this machine until"
            + " Ctrl-C.")
final class UpCommand extends BaseCommand {
  private static final String HOST = "127.0.0.1";

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description = "State folder. Default: $XDG_STATE_HOME/lethe or ~/.local/state/lethe.")
  private Path state;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port of the web UI and the APIs. Default: 8080, or a free one if it is taken.")
  private Integer port;

  UpCommand(Environment environment) {
    super(environment);
  }

  @Override
  int execute() throws Exception {
    BackendOptions options = new BackendOptions();
    options.embedded = true;
    options.state = state;
    Target.Embedded target = (Target.Embedded) options.target(environment);
    StateFolder folder = target.folder();
    try (Session session = Session.working(target, environment.variables())) {
      if (!session.owner()) {
        environment.err().println("lethe: " + session.place() + " serves this folder already");
        return ExitCode.DONE;
      }
      GatewayServer gateway = gateway(session);
      environment
          .err()
          .printf(
              "lethe: serving %s; web UI at %s; Ctrl-C ends it%n",
              folder.path(), gateway.address());
      Stop.await(gateway, session);
    }
    return ExitCode.DONE;
  }

  /** Where nobody has asked for a port, any will do. */
  private GatewayServer gateway(Session session) {
    if (port != null) {
      return gateway(session, port);
    }
    try {
      return gateway(session, GatewayOptions.DEFAULT_PORT);
    } catch (UncheckedIOException e) {
      if (!(e.getCause() instanceof BindException)) {
        throw e;
      }
      environment
          .err()
          .printf("lethe: port %d is taken; another one is used%n", GatewayOptions.DEFAULT_PORT);
      return gateway(session, 0);
    }
  }

  private static GatewayServer gateway(Session session, int port) {
    return GatewayServer.start(
        session, AccessSettings.on(HOST), new Buckets(Buckets.DEFAULT), port);
  }
}
