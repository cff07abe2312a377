package io.lethe.gateway.lethe;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.javalin.config.JavalinConfig;
import io.lethe.gateway.Desk;
import io.lethe.gateway.FakeDesk;
import io.lethe.gateway.LiveStates;
import io.lethe.gateway.RunEntry;
import io.lethe.gateway.SampleRuns;
import io.lethe.workflows.request.RunRequest;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.junit.jupiter.api.Test;

class SlowListenerTest {
  /** As many as fill the buffers of a connection many times over. */
  private static final int RUNS = 40_000;

  /** A client that reads must not look deaf because the machine is slow. */
  private static final Duration IDLE = Duration.ofSeconds(10);

  private final Desk desk = crowded();
  private final EventHub hub = new EventHub(desk, new Cards(new LiveStates(desk)));

  private static Desk crowded() {
    RunRequest request = SampleRuns.unlearn("one");
    List<RunEntry> runs =
        IntStream.range(0, RUNS)
            .mapToObj(
                i ->
                    new RunEntry(
                        "run-" + i, request, FakeDesk.trigger("lethe_unlearn"), Optional.empty()))
            .toList();
    FakeDesk others = new FakeDesk();
    return (Desk)
        Proxy.newProxyInstance(
            Desk.class.getClassLoader(),
            new Class<?>[] {Desk.class},
            (proxy, method, arguments) ->
                method.getName().equals("runs") ? runs : method.invoke(others, arguments));
  }

  private void routes(JavalinConfig config) {
    EventHandlers events = new EventHandlers(desk, hub, Duration.ofMillis(200));
    config.routes.get(LetheRoutes.BASE + "/events", events::all);
    config.jetty.modifyServer(
        server ->
            server.addEventListener(
                new LifeCycle.Listener() {
                  @Override
                  public void lifeCycleStarting(LifeCycle starting) {
                    for (var connector : server.getConnectors()) {
                      ((AbstractConnector) connector).setIdleTimeout(IDLE.toMillis());
                    }
                  }
                }));
  }

  private static Socket listen(int port) throws Exception {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket
        .getOutputStream()
        .write(
            "GET %s/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"
                .formatted(LetheRoutes.BASE)
                .getBytes(US_ASCII));
    return socket;
  }

  @Test
  void aClientThatDoesNotReadIsDroppedAndHoldsNobodyUp() throws Exception {
    try (Api api = Api.of(this::routes);
        Socket deaf = listen(api.port());
        Socket awake = listen(api.port())) {
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(awake.getInputStream(), US_ASCII));
      long told = lines.lines().filter(line -> line.startsWith("data: ")).limit(RUNS).count();
      assertThat(told).isEqualTo(RUNS);

      Thread reader = new Thread(() -> readOn(lines), "awake");
      reader.setDaemon(true);
      reader.start();
      await().atMost(Duration.ofSeconds(60)).until(() -> hub.listeners() == 1);
      assertThat(deaf.isClosed()).isFalse();
      assertThat(awake.isConnected()).isTrue();
    } finally {
      hub.close();
    }
  }

  private static void readOn(BufferedReader lines) {
    try {
      lines.lines().forEach(line -> {});
    } catch (UncheckedIOException e) {
      // The test has hung up.
    }
  }
}
