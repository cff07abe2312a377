package io.lethe.gateway.access;

import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.UnauthorizedResponse;
import io.lethe.gateway.Principal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks passwords, a few at a time, and slows down those who guess. */
final class PasswordLogin {
  private static final Logger LOG = LoggerFactory.getLogger(PasswordLogin.class);
  private static final int REMEMBERED = 10_000;

  /** A hash costs a quarter of a second of a CPU; a flood of logins must not take all of them. */
  private static final int AT_A_TIME = 2;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Users users;
  private final LoginThrottle addresses;

  /** Shorter, because others can make a user wait. */
  private final LoginThrottle names;

  private final Semaphore hashing = new Semaphore(AT_A_TIME, true);

  PasswordLogin(Users users, InstantSource clock) {
    this.users = users;
    this.addresses = new LoginThrottle(5, Duration.ofMinutes(15), REMEMBERED, clock);
    this.names = new LoginThrottle(5, Duration.ofMinutes(1), REMEMBERED, clock);
  }

  /**
   * The user who logs in.
   *
   * @throws HttpResponseException 401 for a wrong name or password, 429 after too many of them
   */
  Principal authenticate(Context context, String name, String password) {
    String address = context.req().getRemoteAddr();
    refuseWhileWaiting(context, address, name);
    if (!acquire()) {
      throw tooMany(context, Duration.ofSeconds(1));
    }
    try {
      // Those that failed while this one waited for its turn count too.
      refuseWhileWaiting(context, address, name);
      return settle(users.authenticate(name, password), address, name);
    } finally {
      hashing.release();
    }
  }

  private boolean acquire() {
    try {
      return hashing.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void refuseWhileWaiting(Context context, String address, String name) {
    Duration left = addresses.left(address);
    Duration leftOfName = names.left(name);
    Duration longer = left.compareTo(leftOfName) > 0 ? left : leftOfName;
    if (longer.compareTo(Duration.ZERO) > 0) {
      throw tooMany(context, longer);
    }
  }

  private static HttpResponseException tooMany(Context context, Duration left) {
    context.header("Retry-After", Long.toString(left.toSeconds() + 1));
    return new HttpResponseException(429, "Too many failed logins", Map.of());
  }

  private Principal settle(Optional<Principal> user, String address, String name) {
    if (user.isEmpty()) {
      addresses.failed(address);
      names.failed(name);
      // Not the name: people type their password there.
      LOG.warn("A login from {} failed", address);
      throw new UnauthorizedResponse("Invalid credentials");
    }
    addresses.succeeded(address);
    names.succeeded(name);
    return user.get();
  }
}
