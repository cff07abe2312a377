package io.lethe.worker;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.HandlerRegistry;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCredentials;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.lethe.store.TestAuthority;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * TLS in front of a Temporal server that has none, as Temporal Cloud has it: it asks every client
 * for a certificate of its authority and for an API key, and hands calls on as bytes.
 */
final class TlsFront implements AutoCloseable {
  private static final int MAX_MESSAGE_BYTES = 64 << 20;
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final ManagedChannel behind;
  private final Server front;

  /**
   * Starts to listen on 127.0.0.1.
   *
   * @param behind port of the server behind
   * @param authority whose clients are let in, and whose certificate is shown
   * @param apiKey what clients must know
   * @param folder for the files of the certificate
   */
  TlsFront(int behind, TestAuthority authority, String apiKey, Path folder) throws IOException {
    this.behind =
        NettyChannelBuilder.forAddress("127.0.0.1", behind)
            .usePlaintext()
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .build();
    Path files = Files.createDirectories(folder);
    TestAuthority.Identity identity = authority.issue("temporal");
    ServerCredentials credentials =
        TlsServerCredentials.newBuilder()
            .keyManager(
                identity.writeCertificate(files.resolve("front.pem")).toFile(),
                identity.writeKey(files.resolve("front.key")).toFile())
            .trustManager(authority.writeCertificate(files.resolve("front-ca.pem")).toFile())
            .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
            .build();
    front =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), credentials)
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .fallbackHandlerRegistry(
                new HandlerRegistry() {
                  @Override
                  public ServerMethodDefinition<?, ?> lookupMethod(String name, String host) {
                    return ServerMethodDefinition.create(
                        unary(name), (call, headers) -> forward(call, headers, apiKey));
                  }
                })
            .build()
            .start();
  }

  String address() {
    return "127.0.0.1:" + front.getPort();
  }

  private ServerCall.Listener<byte[]> forward(
      ServerCall<byte[], byte[]> call, Metadata headers, String apiKey) {
    if (!("Bearer " + apiKey).equals(headers.get(AUTHORIZATION))) {
      call.close(Status.UNAUTHENTICATED.withDescription("no such API key"), new Metadata());
      return new ServerCall.Listener<>() {};
    }
    ClientCall<byte[], byte[]> onward =
        behind.newCall(call.getMethodDescriptor(), CallOptions.DEFAULT);
    onward.start(
        new ClientCall.Listener<>() {
          @Override
          public void onHeaders(Metadata answer) {
            call.sendHeaders(answer);
          }

          @Override
          public void onMessage(byte[] message) {
            call.sendMessage(message);
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            call.close(status, trailers);
          }
        },
        headers);
    // A unary call has one message each way; asking for two lets the end be seen.
    onward.request(2);
    call.request(2);
    return new ServerCall.Listener<>() {
      @Override
      public void onMessage(byte[] message) {
        onward.sendMessage(message);
      }

      @Override
      public void onHalfClose() {
        onward.halfClose();
      }

      @Override
      public void onCancel() {
        onward.cancel("the client has gone", null);
      }
    };
  }

  private static MethodDescriptor<byte[], byte[]> unary(String name) {
    return MethodDescriptor.<byte[], byte[]>newBuilder()
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(name)
        .setRequestMarshaller(new Bytes())
        .setResponseMarshaller(new Bytes())
        .build();
  }

  /** Messages as they are. */
  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() {
    front.shutdownNow();
    behind.shutdownNow();
  }
}
