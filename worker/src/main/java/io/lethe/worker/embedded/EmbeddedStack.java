package io.lethe.worker.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Temporal and the object store of one state folder, running in this process.
 *
 * <p>Their threads are not daemons: a program that starts a stack must close it, or never exits.
 */
public final class EmbeddedStack implements AutoCloseable {
  private final StateFolder.Ownership ownership;
  private final EmbeddedObjects objects;
  private final Optional<EmbeddedTemporal> temporal;
  private final Endpoint endpoint;

  private EmbeddedStack(
      StateFolder.Ownership ownership,
      EmbeddedObjects objects,
      Optional<EmbeddedTemporal> temporal,
      Endpoint endpoint) {
    this.ownership = ownership;
    this.objects = objects;
    this.temporal = temporal;
    this.endpoint = endpoint;
  }

  /**
   * Starts both servers and lets other commands attach.
   *
   * @param ownership the folder's lock, closed with the stack, or at once if a server does not
   *     start
   */
  public static EmbeddedStack start(StateFolder folder, StateFolder.Ownership ownership)
      throws IOException {
    String token = secret();
    // Each takes a second or more, mostly class loading: side by side on two cores.
    CompletableFuture<EmbeddedTemporal> temporal =
        CompletableFuture.supplyAsync(() -> unchecked(() -> new EmbeddedTemporal(token)));
    EmbeddedStack objects;
    try {
      objects = storeOnly(folder, ownership);
    } catch (IOException e) {
      temporal.thenAccept(EmbeddedTemporal::close).exceptionally(alsoFailed -> null).join();
      throw e;
    }
    try {
      EmbeddedStack both = objects.with(temporal.join(), token);
      ownership.announce(both.endpoint);
      return both;
    } catch (IOException | CompletionException e) {
      temporal.thenAccept(EmbeddedTemporal::close).exceptionally(reportedBelow -> null).join();
      objects.close();
      throw e instanceof IOException io ? io : new IOException(e.getCause());
    }
  }

  /**
   * Starts the object store alone, unannounced: enough to look at what is there while no run can be
   * under way, and quicker.
   *
   * @param ownership the folder's lock, closed with the stack, or at once if it does not start
   */
  public static EmbeddedStack storeOnly(StateFolder folder, StateFolder.Ownership ownership)
      throws IOException {
    String accessKey = secret();
    String secretKey = secret();
    try {
      EmbeddedObjects objects = new EmbeddedObjects(folder.objects(), accessKey, secretKey);
      Endpoint endpoint =
          new Endpoint(ProcessHandle.current().pid(), "", "", objects.url(), accessKey, secretKey);
      return new EmbeddedStack(ownership, objects, Optional.empty(), endpoint);
    } catch (IOException e) {
      ownership.close();
      throw e;
    }
  }

  private EmbeddedStack with(EmbeddedTemporal started, String token) {
    return new EmbeddedStack(
        ownership,
        objects,
        Optional.of(started),
        new Endpoint(
            endpoint.pid(),
            started.address(),
            token,
            endpoint.storeUrl(),
            endpoint.accessKey(),
            endpoint.secretKey()));
  }

  /** Where the servers listen. */
  public Endpoint endpoint() {
    return endpoint;
  }

  /** Stops the servers, Temporal first so that no activity is left without its store. */
  @Override
  public void close() throws IOException {
    temporal.ifPresent(EmbeddedTemporal::close);
    try {
      objects.close();
    } finally {
      ownership.close();
    }
  }

  private static String secret() {
    byte[] bytes = new byte[24];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static <T> T unchecked(IoSupplier<T> supplier) {
    try {
      return supplier.get();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface IoSupplier<T> {
    T get() throws IOException;
  }
}
