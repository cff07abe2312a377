package io.lethe.store;

import io.minio.BucketExistsArgs;
import io.minio.GetBucketVersioningArgs;
import io.minio.GetObjectLockConfigurationArgs;
import io.minio.MinioClient;
import io.minio.errors.MinioException;
import io.minio.messages.ObjectLockConfiguration;
import io.minio.messages.VersioningConfiguration;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * What only an operator asks of an object store: its clock, and how its buckets are set up. No run
 * needs any of it, so it is no part of the port.
 */
public final class StoreInspection implements AutoCloseable {
  /** Answer where the credentials may not ask, or the server does not know the question. */
  public static final String UNKNOWN = "not visible to these credentials";

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final StoreSettings settings;
  private final MinioClient client;

  /** Inspects the store of these settings. */
  public StoreInspection(StoreSettings settings) {
    this.settings = settings;
    this.client = MinioObjectStore.client(settings);
  }

  /**
   * How a bucket is set up.
   *
   * @param versioning {@code off}, {@code enabled}, {@code suspended} or {@link #UNKNOWN}
   * @param objectLock {@code off}, mode and duration, or {@link #UNKNOWN}
   */
  public record BucketState(String versioning, String objectLock) {}

  /**
   * How far the store's clock is ahead of this machine's; its answers carry whole seconds. Empty
   * where they carry no date.
   *
   * @throws StoreUnavailableException if it does not answer
   */
  public Optional<Duration> clockAhead() {
    HttpClient.Builder http = HttpClient.newBuilder().connectTimeout(PATIENCE);
    settings.authorities().map(CaBundle::context).ifPresent(http::sslContext);
    HttpRequest question =
        HttpRequest.newBuilder(settings.endpoint().resolve("/")).timeout(PATIENCE).build();
    try {
      Instant asked = Instant.now();
      HttpResponse<Void> answer = http.build().send(question, BodyHandlers.discarding());
      Instant middle = asked.plus(Duration.between(asked, Instant.now()).dividedBy(2));
      return answer
          .headers()
          .firstValue("date")
          .map(date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant())
          .map(theirs -> Duration.between(middle, theirs));
    } catch (IOException e) {
      throw (StoreException)
          MinioFailures.translate(new IllegalStateException(e), settings.endpoint());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted while asking for the time", e);
    }
  }

  /** The state of a bucket, empty if there is none that these credentials can see. */
  public Optional<BucketState> bucket(String bucket) {
    Location.checkBucket(bucket);
    try {
      if (!client.bucketExists(BucketExistsArgs.builder().bucket(bucket).build())) {
        return Optional.empty();
      }
    } catch (MinioException | RuntimeException e) {
      throw MinioFailures.translate(e, "s3://" + bucket);
    }
    return Optional.of(new BucketState(versioning(bucket), objectLock(bucket)));
  }

  private String versioning(String bucket) {
    try {
      VersioningConfiguration.Status status =
          client
              .getBucketVersioning(GetBucketVersioningArgs.builder().bucket(bucket).build())
              .status();
      return status == null ? "off" : status.toString().toLowerCase(Locale.ROOT);
    } catch (MinioException e) {
      return UNKNOWN;
    }
  }

  private String objectLock(String bucket) {
    try {
      ObjectLockConfiguration lock =
          client.getObjectLockConfiguration(
              GetObjectLockConfigurationArgs.builder().bucket(bucket).build());
      return lock.mode() == null
          ? "enabled, no default retention"
          : "%s, %s".formatted(lock.mode(), lock.duration());
    } catch (MinioException e) {
      return MinioFailures.code(e).startsWith("ObjectLockConfigurationNotFound") ? "off" : UNKNOWN;
    }
  }

  @Override
  public void close() {
    MinioObjectStore.close(client);
  }
}
