package io.lethe.store;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Sends a request again whose connection broke before the answer began, a few times and quickly.
 * MinIO's client does the same for answers that say "busy" (429, 5xx); longer outages are left to
 * whoever called.
 *
 * <p>A request that broke may have been carried out: every request of this adapter may be repeated,
 * conditional writes because {@link ConditionalWrite} recognises its own.
 *
 * <p>Silence ({@link InterruptedIOException}) is not repeated: it has cost its timeout already, and
 * an activity must not spend its whole time on it; nor is a certificate that is not trusted.
 */
final class Reconnect implements Interceptor {
  private static final int ATTEMPTS = 4;

  /** A server that takes this long to break a connection is in other trouble than a restart. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Duration firstPause;

  Reconnect(Duration firstPause) {
    this.firstPause = firstPause;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Request request = chain.request();
    long begun = System.nanoTime();
    for (int attempt = 1; ; attempt++) {
      try {
        return chain.proceed(request);
      } catch (InterruptedIOException | SSLHandshakeException | SSLPeerUnverifiedException e) {
        throw e;
      } catch (IOException e) {
        boolean late = System.nanoTime() - begun > PATIENCE.toNanos();
        if (attempt == ATTEMPTS || late || chain.call().isCanceled()) {
          throw e;
        }
        pause(firstPause.toMillis() << attempt);
      }
    }
  }

  /** A random pause, so that clients of a restarted server do not all come back at once. */
  private static void pause(long limitMillis) throws InterruptedIOException {
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(1, limitMillis));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting to connect again");
    }
  }
}
