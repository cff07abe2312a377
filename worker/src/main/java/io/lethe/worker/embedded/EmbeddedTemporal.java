package io.lethe.worker.embedded;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.temporal.internal.testservice.TestServicesStarter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * Temporal's test service in real time, reachable through the loopback interface only.
 *
 * <p>{@code TestServer.createPortBoundServer} listens on all interfaces, so the same services are
 * bound here to 127.0.0.1, behind a bearer token. Their state dies with the process.
 */
final class EmbeddedTemporal implements AutoCloseable {
  /** Histories are answered whole; gRPC's default of 4 MiB would cut long ones. */
  private static final int MAX_MESSAGE_BYTES = 64 << 20;

  /** The test service's word for "begin at the present time". */
  private static final long NOW = 0;

  private final TestServicesStarter services;
  private final Server front;

  EmbeddedTemporal(String token) throws IOException {
    services = new TestServicesStarter(true, NOW);
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .intercept(new BearerTokenInterceptor(token))
            .maxInboundMessageSize(MAX_MESSAGE_BYTES);
    services.getServices().forEach(builder::addService);
    front = builder.build();
    try {
      front.start();
    } catch (IOException e) {
      services.close();
      throw e;
    }
  }

  String address() {
    return InetAddress.getLoopbackAddress().getHostAddress() + ":" + front.getPort();
  }

  /** Stops both; long polls still waiting are cut off, since nothing can answer them any more. */
  @Override
  public void close() {
    front.shutdownNow();
    try {
      front.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    services.close();
  }
}
