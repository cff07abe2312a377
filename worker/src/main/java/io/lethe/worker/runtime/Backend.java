package io.lethe.worker.runtime;

import io.grpc.StatusRuntimeException;
import io.lethe.store.MinioObjectStore;
import io.lethe.store.ObjectStore;
import io.lethe.store.StoreSettings;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.worker.embedded.EmbeddedStack;
import io.lethe.worker.embedded.Endpoint;
import io.lethe.worker.embedded.StateFolder;
import io.lethe.workflows.payload.DataConverters;
import io.lethe.workflows.payload.PayloadKeys;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import io.temporal.authorization.AuthorizationGrpcMetadataProvider;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.envconfig.ClientConfigProfile;
import io.temporal.envconfig.LoadClientConfigProfileOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A Temporal server and an object store that belong together, connected.
 *
 * <p>Three ways lead to one: {@link #own own} the servers of a state folder, {@link #attach attach}
 * to those of another process, or talk to {@link #remote remote} ones.
 */
public final class Backend implements AutoCloseable {
  private static final long CLOSE_SECONDS = 5;
  private static final long GREETING_SECONDS = 10;

  private final Optional<WorkflowClient> temporal;
  private final ObjectStore store;
  private final Optional<EmbeddedStack> stack;
  private final String place;

  private Backend(
      Optional<WorkflowClient> temporal,
      ObjectStore store,
      Optional<EmbeddedStack> stack,
      String place) {
    this.temporal = temporal;
    this.store = store;
    this.stack = stack;
    this.place = place;
  }

  /**
   * Starts the servers of a state folder in this process.
   *
   * @param ownership the folder's lock, closed with the backend
   * @param working whether runs are to be executed: then Temporal runs too, and others may attach
   */
  public static Backend own(StateFolder folder, StateFolder.Ownership ownership, boolean working)
      throws IOException {
    EmbeddedStack stack =
        working
            ? EmbeddedStack.start(folder, ownership)
            : EmbeddedStack.storeOnly(folder, ownership);
    return embedded(stack.endpoint(), Optional.of(stack), "the state folder " + folder.path());
  }

  /** Talks to the servers that another process runs on its state folder. */
  public static Backend attach(Endpoint endpoint) {
    return embedded(endpoint, Optional.empty(), "the lethe process " + endpoint.pid());
  }

  private static Backend embedded(Endpoint endpoint, Optional<EmbeddedStack> stack, String place) {
    ObjectStore store =
        new MinioObjectStore(
            StoreSettings.of(
                URI.create(endpoint.storeUrl()), endpoint.accessKey(), endpoint.secretKey()));
    Optional<WorkflowClient> temporal =
        endpoint.temporalAddress().isEmpty() ? Optional.empty() : Optional.of(temporal(endpoint));
    return new Backend(temporal, store, stack, place);
  }

  private static WorkflowClient temporal(Endpoint endpoint) {
    String authorization = "Bearer " + endpoint.temporalToken();
    return client(
        WorkflowServiceStubsOptions.newBuilder()
            .setTarget(endpoint.temporalAddress())
            .addGrpcMetadataProvider(new AuthorizationGrpcMetadataProvider(() -> authorization))
            .build(),
        WorkflowClientOptions.getDefaultInstance(),
        // Embedded history lives in the memory of the process that would hold the keys.
        PayloadKeys.none());
  }

  private static WorkflowClient client(
      WorkflowServiceStubsOptions stubs, WorkflowClientOptions options, PayloadKeys keys) {
    return WorkflowClient.newInstance(
        WorkflowServiceStubs.newServiceStubs(stubs),
        WorkflowClientOptions.newBuilder(options)
            .setDataConverter(DataConverters.lethe(keys))
            .build());
  }

  /**
   * Talks to the servers named by the environment: Temporal's by {@code TEMPORAL_*} and its
   * configuration file, the store by {@code AWS_*}, the keys of workflow history by {@link
   * PayloadKeys}.
   *
   * @throws InvalidInputException naming the variable that is missing or wrong
   * @throws IOException if Temporal's configuration file cannot be read
   */
  public static Backend remote(Map<String, String> environment) throws IOException {
    ClientConfigProfile profile = profile(environment);
    WorkflowServiceStubsOptions options = profile.toWorkflowServiceStubsOptions();
    StoreSettings settings = setting(() -> StoreSettings.from(environment));
    PayloadKeys keys = setting(() -> PayloadKeys.from(environment));
    WorkflowClient temporal = client(options, profile.toWorkflowClientOptions(), keys);
    Backend backend =
        new Backend(
            Optional.of(temporal),
            new MinioObjectStore(settings),
            Optional.empty(),
            "Temporal at " + options.getTarget());
    try {
      greet(temporal);
    } catch (StatusRuntimeException e) {
      backend.close();
      throw new IOException(
          "Temporal does not answer at %s: %s"
              .formatted(options.getTarget(), e.getStatus().getCode()),
          e);
    }
    return backend;
  }

  private static <T> T setting(Supplier<T> read) {
    try {
      return read.get();
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException("environment", e.getMessage());
    }
  }

  /** Whether the environment or Temporal's configuration file names a server. */
  public static boolean remoteConfigured(Map<String, String> environment) throws IOException {
    return profile(environment).getAddress() != null;
  }

  private static ClientConfigProfile profile(Map<String, String> environment) throws IOException {
    return ClientConfigProfile.load(
        LoadClientConfigProfileOptions.newBuilder().setEnvOverrides(environment).build());
  }

  /** Finds out now whether the server is there: the client itself would try for minutes. */
  private static void greet(WorkflowClient temporal) {
    ask(temporal.getWorkflowServiceStubs().blockingStub().withWaitForReady());
  }

  private static void ask(WorkflowServiceGrpc.WorkflowServiceBlockingStub stub) {
    stub.withDeadlineAfter(GREETING_SECONDS, TimeUnit.SECONDS)
        .getSystemInfo(GetSystemInfoRequest.getDefaultInstance());
  }

  /** Temporal; empty for an own state folder on which nothing is executed. */
  public Optional<WorkflowClient> temporal() {
    return temporal;
  }

  /** Whether Temporal answers now. */
  public boolean answers() {
    try {
      temporal
          .map(client -> client.getWorkflowServiceStubs().blockingStub())
          .ifPresent(Backend::ask);
      return temporal.isPresent();
    } catch (StatusRuntimeException e) {
      return false;
    }
  }

  /** The object store. */
  public ObjectStore store() {
    return store;
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
    store.close();
    if (stack.isPresent()) {
      stack.get().close();
    }
  }
}
