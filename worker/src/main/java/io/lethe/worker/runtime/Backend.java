package io.lethe.worker.runtime;

import io.grpc.StatusRuntimeException;
import io.lethe.store.MinioObjectStore;
import io.lethe.store.ObjectStore;
import io.lethe.store.StoreSettings;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.worker.embedded.EmbeddedStack;
import io.lethe.worker.embedded.Endpoint;
import io.lethe.worker.embedded.StateFolder;
import io.lethe.workflows.payload.PayloadKeys;
import io.temporal.authorization.AuthorizationGrpcMetadataProvider;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A Temporal server and an object store that belong together, connected.
 *
 * <p>Three ways lead to one: {@link #own own} the servers of a state folder, {@link #attach attach}
 * to those of another process, or talk to {@link #remote remote} ones.
 */
public final class Backend implements AutoCloseable {
  private static final long CLOSE_SECONDS = 5;

  /** An embedded server shares its cores with the training it serves; the SDK allows 10 s. */
  private static final Duration EMBEDDED_PATIENCE = Duration.ofSeconds(60);

  private final Optional<WorkflowClient> temporal;
  private final ObjectStore store;
  private final Optional<EmbeddedStack> stack;
  private final String place;
  private final Telemetry telemetry;

  private Backend(
      Optional<WorkflowClient> temporal,
      ObjectStore store,
      Optional<EmbeddedStack> stack,
      String place,
      Telemetry telemetry) {
    this.temporal = temporal;
    this.store = store;
    this.stack = stack;
    this.place = place;
    this.telemetry = telemetry;
  }

  /**
   * Starts the servers of a state folder in this process.
   *
   * @param ownership the folder's lock, closed with the backend
   * @param working whether runs are to be executed: then Temporal runs too, and others may attach
   * @param telemetry closed with the backend
   */
  public static Backend own(
      StateFolder folder, StateFolder.Ownership ownership, boolean working, Telemetry telemetry)
      throws IOException {
    EmbeddedStack stack =
        working
            ? EmbeddedStack.start(folder, ownership)
            : EmbeddedStack.storeOnly(folder, ownership);
    return embedded(
        stack.endpoint(), Optional.of(stack), "the state folder " + folder.path(), telemetry);
  }

  /**
   * Talks to the servers that another process runs on its state folder.
   *
   * @param telemetry closed with the backend
   */
  public static Backend attach(Endpoint endpoint, Telemetry telemetry) {
    return embedded(endpoint, Optional.empty(), "the lethe process " + endpoint.pid(), telemetry);
  }

  private static Backend embedded(
      Endpoint endpoint, Optional<EmbeddedStack> stack, String place, Telemetry telemetry) {
    ObjectStore store =
        new MinioObjectStore(
            StoreSettings.of(
                URI.create(endpoint.storeUrl()), endpoint.accessKey(), endpoint.secretKey()));
    Optional<WorkflowClient> temporal =
        endpoint.temporalAddress().isEmpty()
            ? Optional.empty()
            : Optional.of(temporal(endpoint, telemetry));
    return new Backend(temporal, store, stack, place, telemetry);
  }

  private static WorkflowClient temporal(Endpoint endpoint, Telemetry telemetry) {
    String authorization = "Bearer " + endpoint.temporalToken();
    return RemoteServers.client(
        WorkflowServiceStubsOptions.newBuilder()
            .setTarget(endpoint.temporalAddress())
            .setRpcTimeout(EMBEDDED_PATIENCE)
            .addGrpcMetadataProvider(new AuthorizationGrpcMetadataProvider(() -> authorization))
            .build(),
        WorkflowClientOptions.getDefaultInstance(),
        // Embedded history lives in the memory of the process that would hold the keys.
        PayloadKeys.none(),
        telemetry);
  }

  /**
   * Talks to the servers named by the environment, see {@link RemoteServers}, with traces where it
   * says so.
   *
   * @throws InvalidInputException naming the variable that is missing or wrong
   * @throws IOException if Temporal does not answer or its configuration file cannot be read
   */
  public static Backend remote(Map<String, String> environment) throws IOException {
    return remote(environment, Telemetry.of(environment));
  }

  /**
   * Talks to the servers named by the environment, see {@link RemoteServers}.
   *
   * @param telemetry closed with the backend
   * @throws InvalidInputException naming the variable that is missing or wrong
   * @throws IOException if Temporal does not answer or its configuration file cannot be read
   */
  public static Backend remote(Map<String, String> environment, Telemetry telemetry)
      throws IOException {
    ObjectStore store = RemoteServers.store(environment);
    WorkflowClient temporal = RemoteServers.temporal(environment, telemetry);
    Backend backend =
        new Backend(
            Optional.of(temporal),
            store,
            Optional.empty(),
            "Temporal at " + RemoteServers.address(temporal),
            telemetry);
    try {
      RemoteServers.greet(temporal);
      return backend;
    } catch (IOException | RuntimeException e) {
      backend.close();
      throw e;
    }
  }

  /** Temporal; empty for an own state folder on which nothing is executed. */
  public Optional<WorkflowClient> temporal() {
    return temporal;
  }

  /** Whether Temporal answers now. */
  public boolean answers() {
    try {
      temporal.ifPresent(client -> RemoteServers.greet(client, true));
      return temporal.isPresent();
    } catch (StatusRuntimeException e) {
      return false;
    }
  }

  /** The object store. */
  public ObjectStore store() {
    return store;
  }

  /** Where work for these servers is counted and traced. */
  public Telemetry telemetry() {
    return telemetry;
  }

  /** Whether the servers live in this process, and end with it. */
  public boolean owned() {
    return stack.isPresent();
  }

  /** Where it is, for messages. */
  public String place() {
    return place;
  }

  /** Closes the connections, and the servers where they are this process's own. */
  @Override
  public void close() throws IOException {
    temporal
        .map(WorkflowClient::getWorkflowServiceStubs)
        .ifPresent(
            stubs -> {
              stubs.shutdownNow();
              stubs.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
            });
    telemetry.close();
    store.close();
    if (stack.isPresent()) {
      stack.get().close();
    }
  }
}
