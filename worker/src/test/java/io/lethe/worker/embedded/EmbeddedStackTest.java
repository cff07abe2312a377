package io.lethe.worker.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.authorization.AuthorizationGrpcMetadataProvider;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedStackTest {
  @TempDir Path folder;
  private StateFolder state;
  private EmbeddedStack stack;

  @BeforeEach
  void start() throws IOException {
    state = new StateFolder(folder.resolve("state"));
    stack = EmbeddedStack.start(state, state.own().orElseThrow());
  }

  @AfterEach
  void stop() throws IOException {
    stack.close();
  }

  @Test
  void announcesItselfAndWithdraws() throws IOException {
    assertThat(state.endpoint()).contains(stack.endpoint());
    stack.close();
    assertThat(state.endpoint()).isEmpty();
    assertThat(state.own()).isPresent();
  }

  @Test
  void temporalAnswersToTheTokenOnly() {
    assertThat(systemInfo("Bearer " + stack.endpoint().temporalToken())).isNotEmpty();
    assertThatThrownBy(() -> systemInfo("Bearer guess"))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED));
  }

  /** The test service's own listener would answer on every interface. */
  @Test
  void nothingListensBeyondTheLoopbackInterface() throws IOException {
    for (int port :
        List.of(port(stack.endpoint().temporalAddress()), port(stack.endpoint().storeUrl()))) {
      for (InetAddress address : otherAddresses()) {
        assertThatThrownBy(() -> connect(address, port)).isInstanceOf(IOException.class);
      }
      connect(InetAddress.getLoopbackAddress(), port);
    }
    assertThat(stack.endpoint().temporalAddress()).startsWith("127.0.0.1:");
  }

  private static List<InetAddress> otherAddresses() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> !address.isLoopbackAddress())
        .toList();
  }

  private static void connect(InetAddress address, int port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), 2000);
    }
  }

  private static int port(String address) {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  private String systemInfo(String authorization) {
    WorkflowServiceStubs stubs =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder()
                .setTarget(stack.endpoint().temporalAddress())
                .addGrpcMetadataProvider(new AuthorizationGrpcMetadataProvider(() -> authorization))
                .build());
    try {
      return stubs
          .blockingStub()
          .getSystemInfo(GetSystemInfoRequest.getDefaultInstance())
          .toString();
    } finally {
      stubs.shutdownNow();
    }
  }
}
