package io.lethe.store;

import io.minio.BucketExistsArgs;
import io.minio.GetObjectArgs;
import io.minio.GetObjectResponse;
import io.minio.ListObjectsArgs;
import io.minio.MakeBucketArgs;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import io.minio.RemoveObjectArgs;
import io.minio.Result;
import io.minio.StatObjectArgs;
import io.minio.UploadObjectArgs;
import io.minio.credentials.StaticProvider;
import io.minio.errors.MinioException;
import io.minio.messages.Item;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The object store port on MinIO's client, for every server that speaks S3. */
public final class MinioObjectStore implements ObjectStore {
  private static final Duration CONNECT = Duration.ofSeconds(10);

  /** Longest silence on an open connection; a store that is this slow is down. */
  private static final Duration SILENCE = Duration.ofSeconds(60);

  /** Files above this size are sent in parts, each of which may fail and be sent again alone. */
  private static final long PART_BYTES = 64L << 20;

  private final MinioClient client;

  /** Connects when first used; nothing is sent yet. */
  public MinioObjectStore(StoreSettings settings) {
    client =
        MinioClient.builder()
            .endpoint(settings.endpoint().toString())
            .region(settings.region())
            .credentialsProvider(
                new StaticProvider(
                    settings.accessKey(),
                    settings.secretKey(),
                    settings.sessionToken().orElse(null)))
            .build();
    client.setTimeout(CONNECT.toMillis(), SILENCE.toMillis(), SILENCE.toMillis());
  }

  @Override
  public Optional<ObjectInfo> head(Location location) {
    try {
      var stat =
          client.statObject(
              StatObjectArgs.builder().bucket(location.bucket()).object(location.key()).build());
      return Optional.of(
          new ObjectInfo(
              location, stat.size(), unquoted(stat.etag()), stat.lastModified().toInstant()));
    } catch (MinioException e) {
      if (MinioFailures.isNotFound(e)) {
        return Optional.empty();
      }
      throw MinioFailures.translate(e, location);
    }
  }

  @Override
  public InputStream open(Location location) {
    return get(location, GetObjectArgs.builder());
  }

  @Override
  public InputStream open(Location location, long offset, long length) {
    return get(location, GetObjectArgs.builder().offset(offset).length(length));
  }

  private GetObjectResponse get(Location location, GetObjectArgs.Builder request) {
    try {
      return client.getObject(request.bucket(location.bucket()).object(location.key()).build());
    } catch (MinioException e) {
      throw MinioFailures.translate(e, location);
    }
  }

  @Override
  public Versioned read(Location location) {
    try (GetObjectResponse response = get(location, GetObjectArgs.builder())) {
      byte[] bytes = response.readNBytes(MAX_SMALL_BYTES + 1);
      if (bytes.length > MAX_SMALL_BYTES) {
        throw new StoreException(
            "%s: larger than the %d bytes allowed for a small object"
                .formatted(location, MAX_SMALL_BYTES));
      }
      return new Versioned(bytes, unquoted(response.headers().get("ETag")));
    } catch (IOException e) {
      throw new StoreUnavailableException(location + ": reading broke off: " + e.getMessage(), e);
    }
  }

  @Override
  public String put(Location location, byte[] bytes) {
    try {
      return putBytes(location, bytes, Map.of());
    } catch (MinioException e) {
      throw MinioFailures.translate(e, location);
    }
  }

  @Override
  public String put(Location location, Path file) {
    try {
      var request =
          UploadObjectArgs.builder()
              .bucket(location.bucket())
              .object(location.key())
              .filename(file.toString(), PART_BYTES)
              .build();
      return unquoted(client.uploadObject(request).etag());
    } catch (MinioException e) {
      throw MinioFailures.translate(e, location);
    }
  }

  @Override
  public Optional<String> putIfAbsent(Location location, byte[] bytes) {
    return putConditionally(location, bytes, Map.of("If-None-Match", "*"));
  }

  @Override
  public Optional<String> putIfMatch(Location location, byte[] bytes, String etag) {
    return putConditionally(location, bytes, Map.of("If-Match", '"' + etag + '"'));
  }

  /** Conditions hold for single-part writes only, hence the limit. */
  private Optional<String> putConditionally(
      Location location, byte[] bytes, Map<String, String> condition) {
    if (bytes.length > MAX_SMALL_BYTES) {
      throw new StoreException(
          "%s: %d bytes, allowed for a conditional write are %d"
              .formatted(location, bytes.length, MAX_SMALL_BYTES));
    }
    try {
      return Optional.of(putBytes(location, bytes, condition));
    } catch (MinioException e) {
      if (MinioFailures.isPreconditionFailed(e)) {
        return Optional.empty();
      }
      throw MinioFailures.translate(e, location);
    }
  }

  private String putBytes(Location location, byte[] bytes, Map<String, String> headers)
      throws MinioException {
    var request =
        PutObjectArgs.builder()
            .bucket(location.bucket())
            .object(location.key())
            .headers(headers)
            .data(bytes, bytes.length)
            .build();
    return unquoted(client.putObject(request).etag());
  }

  @Override
  public Stream<ObjectInfo> list(String bucket, String prefix) {
    Location.checkBucket(bucket);
    var request = ListObjectsArgs.builder().bucket(bucket).prefix(prefix).recursive(true).build();
    Iterator<Result<Item>> pages = client.listObjects(request).iterator();
    var items = Spliterators.spliteratorUnknownSize(pages, Spliterator.ORDERED);
    String subject = "s3://" + bucket + "/" + prefix;
    return StreamSupport.stream(items, false)
        .flatMap(result -> item(result, subject))
        .flatMap(item -> info(bucket, item));
  }

  private static Stream<Item> item(Result<Item> result, String subject) {
    try {
      return Stream.of(result.get());
    } catch (MinioException e) {
      if (MinioFailures.isNotFound(e)) {
        return Stream.empty();
      }
      throw MinioFailures.translate(e, subject);
    }
  }

  private static Stream<ObjectInfo> info(String bucket, Item item) {
    return Location.of(bucket, item.objectName())
        .map(
            location ->
                new ObjectInfo(
                    location, item.size(), unquoted(item.etag()), item.lastModified().toInstant()))
        .stream();
  }

  @Override
  public void delete(Location location) {
    try {
      client.removeObject(
          RemoveObjectArgs.builder().bucket(location.bucket()).object(location.key()).build());
    } catch (MinioException e) {
      throw MinioFailures.translate(e, location);
    }
  }

  @Override
  public void createBucketIfMissing(String bucket) {
    Location.checkBucket(bucket);
    var exists = BucketExistsArgs.builder().bucket(bucket).build();
    try {
      if (!client.bucketExists(exists)) {
        client.makeBucket(MakeBucketArgs.builder().bucket(bucket).build());
      }
    } catch (MinioException e) {
      if (!MinioFailures.isAlreadyOwned(e)) {
        throw MinioFailures.translate(e, "s3://" + bucket);
      }
    }
  }

  private static String unquoted(String etag) {
    return etag.replace("\"", "");
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (Exception e) {
      throw new StoreException("closing the connections failed: " + e.getMessage(), e);
    }
  }
}
