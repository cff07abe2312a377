package io.lethe.worker.runtime;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.lethe.store.MinioObjectStore;
import io.lethe.store.ObjectStore;
import io.lethe.store.StoreSettings;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.workflows.payload.DataConverters;
import io.lethe.workflows.payload.PayloadKeys;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.GetSystemInfoResponse;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.envconfig.ClientConfigProfile;
import io.temporal.envconfig.LoadClientConfigProfileOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;

/**
 * The servers that the environment names: Temporal's by {@code TEMPORAL_*} and its configuration
 * file, the store by {@code AWS_*}, the keys of workflow history by {@link PayloadKeys}.
 */
public final class RemoteServers {
  /** For a server that is just starting to take connections. */
  private static final long CONNECT_SECONDS = 10;

  /**
   * For a server that has taken the connection and is busy: a worker must not end because of it.
   */
  private static final long ANSWER_SECONDS = 60;

  private static final String TLS_HINT =
      "TEMPORAL_TLS_SERVER_CA_CERT_PATH names the authority to trust, TEMPORAL_TLS_SERVER_NAME the"
          + " name in the server's certificate, TEMPORAL_TLS_CLIENT_CERT_PATH and"
          + " TEMPORAL_TLS_CLIENT_KEY_PATH the identity to show";

  private RemoteServers() {}

  /** Whether the environment or Temporal's configuration file names a server. */
  public static boolean configured(Map<String, String> environment) throws IOException {
    return profile(environment).getAddress() != null;
  }

  private static ClientConfigProfile profile(Map<String, String> environment) throws IOException {
    return ClientConfigProfile.load(
        LoadClientConfigProfileOptions.newBuilder().setEnvOverrides(environment).build());
  }

  /**
   * A client of Temporal that nobody watches; nothing is sent yet.
   *
   * @throws InvalidInputException naming the variable that is wrong
   * @throws IOException if Temporal's configuration file cannot be read
   */
  public static WorkflowClient temporal(Map<String, String> environment) throws IOException {
    return temporal(environment, Telemetry.none());
  }

  static WorkflowClient temporal(Map<String, String> environment, Telemetry telemetry)
      throws IOException {
    ClientConfigProfile profile = profile(environment);
    PayloadKeys keys = setting(() -> PayloadKeys.from(environment));
    WorkflowServiceStubsOptions options =
        setting("Temporal's TLS settings: ", profile::toWorkflowServiceStubsOptions);
    return client(options, profile.toWorkflowClientOptions(), keys, telemetry);
  }

  static WorkflowClient client(
      WorkflowServiceStubsOptions stubs,
      WorkflowClientOptions options,
      PayloadKeys keys,
      Telemetry telemetry) {
    return WorkflowClient.newInstance(
        WorkflowServiceStubs.newServiceStubs(telemetry.counted(stubs)),
        WorkflowClientOptions.newBuilder(telemetry.traced(options))
            .setDataConverter(DataConverters.lethe(keys))
            .build());
  }

  /**
   * The object store; nothing is sent yet.
   *
   * @throws InvalidInputException naming the variable that is missing or wrong
   */
  public static ObjectStore store(Map<String, String> environment) {
    return new MinioObjectStore(storeSettings(environment));
  }

  /** How the object store is reached. */
  public static StoreSettings storeSettings(Map<String, String> environment) {
    return setting(() -> StoreSettings.from(environment));
  }

  /** The keys of workflow history. */
  public static PayloadKeys payloadKeys(Map<String, String> environment) {
    return setting(() -> PayloadKeys.from(environment));
  }

  private static <T> T setting(Supplier<T> read) {
    return setting("", read);
  }

  private static <T> T setting(String what, Supplier<T> read) {
    try {
      return read.get();
    } catch (InvalidInputException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new InvalidInputException("environment", what + e.getMessage());
    }
  }

  /**
   * Finds out now whether the server is there: the client itself would try for minutes.
   *
   * @throws InvalidInputException if the server does not accept the credentials
   * @throws IOException if it does not answer, or not over TLS
   */
  public static GetSystemInfoResponse greet(WorkflowClient temporal) throws IOException {
    try {
      // At once, because only the first failure of a connection says what it was.
      return greet(temporal, false);
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() != Status.Code.UNAVAILABLE || tlsFault(e) != null) {
        throw unanswered(temporal, e, e);
      }
      try {
        return greet(temporal, true);
      } catch (StatusRuntimeException later) {
        throw unanswered(temporal, later, e);
      }
    }
  }

  /**
   * Asks once.
   *
   * @param patient whether to wait for a connection
   * @throws StatusRuntimeException if there is no answer
   */
  static GetSystemInfoResponse greet(WorkflowClient temporal, boolean patient) {
    var stub = temporal.getWorkflowServiceStubs().blockingStub();
    return (patient ? stub.withWaitForReady() : stub)
        .withDeadlineAfter(patient ? CONNECT_SECONDS : ANSWER_SECONDS, TimeUnit.SECONDS)
        .getSystemInfo(GetSystemInfoRequest.getDefaultInstance());
  }

  private static IOException unanswered(
      WorkflowClient temporal, StatusRuntimeException e, StatusRuntimeException first) {
    String target = address(temporal);
    Status.Code code = e.getStatus().getCode();
    if (code == Status.Code.UNAUTHENTICATED || code == Status.Code.PERMISSION_DENIED) {
      throw new InvalidInputException(
          "TEMPORAL_API_KEY",
          "Temporal at %s refuses it: %s".formatted(target, e.getStatus().getDescription()));
    }
    Throwable tls = tlsFault(e);
    return said(
        tls == null
            ? "Temporal does not answer at %s: %s%s; a server behind TLS needs TEMPORAL_TLS=true"
                .formatted(target, code, reason(first))
            : "no TLS connection to Temporal at %s: %s; %s"
                .formatted(target, tls.getMessage(), TLS_HINT),
        e);
  }

  /** Reports show the innermost message; the server's would not name the setting. */
  private static IOException said(String message, StatusRuntimeException why) {
    IOException error = new IOException(message);
    error.addSuppressed(why);
    return error;
  }

  private static String reason(StatusRuntimeException first) {
    Throwable root = first;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root == first || root.getMessage() == null ? "" : " (" + root.getMessage() + ")";
  }

  /** The innermost message about TLS, null where that is not what failed. */
  private static Throwable tlsFault(Throwable e) {
    Throwable found = null;
    for (Throwable t = e; t != null; t = t.getCause()) {
      found = t instanceof SSLException || t instanceof CertificateException ? t : found;
    }
    return found;
  }

  /** Where a client looks for Temporal. */
  public static String address(WorkflowClient temporal) {
    return temporal.getWorkflowServiceStubs().getOptions().getTarget();
  }
}
