package io.lethe.store;

import io.minio.BucketExistsArgs;
import io.minio.GetObjectArgs;
import io.minio.GetObjectResponse;
import io.minio.Http;
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
import okhttp3.OkHttpClient;

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
    client = client(settings);
  }

  static MinioClient client(StoreSettings settings) {
    MinioClient.Builder builder =
        MinioClient.builder()
            .endpoint(settings.endpoint().toString())
            .region(settings.region())
            .credentialsProvider(
                new StaticProvider(
                    settings.accessKey(),
                    settings.secretKey(),
                    settings.sessionToken().orElse(null)));
    // Handed over with the builder, so that the client closes it.
    settings.authorities().ifPresent(bundle -> builder.httpClient(trusting(bundle), true));
    MinioClient client = builder.build();
    client.setTimeout(CONNECT.toMillis(), SILENCE.toMillis(), SILENCE.toMillis());
    return client;
  }

  private static OkHttpClient trusting(CaBundle bundle) {
    return Http.newDefaultClient()
        .newBuilder()
        .sslSocketFactory(bundle.context().getSocketFactory(), bundle.trust())
        .build();
  }

  @FunctionalInterface
  private interface Call<T> {
    T run() throws MinioException;
  }

  /** {@code subject} is what error messages name. */
  private static <T> T call(Object subject, Call<T> call) {
    try {
      return call.run();
    } catch (MinioException | RuntimeException e) {
      throw MinioFailures.translate(e, subject);
    }
  }

  @Override
  public Optional<ObjectInfo> head(Location location) {
    var request = StatObjectArgs.builder().bucket(location.bucket()).object(location.key()).build();
    try {
      var stat = call(location, () -> client.statObject(request));
      return Optional.of(
          new ObjectInfo(
              location, stat.size(), unquoted(stat.etag()), stat.lastModified().toInstant()));
    } catch (ObjectNotFoundException e) {
      return Optional.empty();
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
    var complete = request.bucket(location.bucket()).object(location.key()).build();
    return call(location, () -> client.getObject(complete));
  }

  @Override
  public Versioned read(Location location) {
    try (GetObjectResponse response = get(location, GetObjectArgs.builder())) {
      byte[] bytes = response.readNBytes(MAX_SMALL_BYTES + 1);
      requireSmall(location, bytes);
      return new Versioned(bytes, unquoted(response.headers().get("ETag")));
    } catch (IOException e) {
      throw new StoreUnavailableException(location + ": reading broke off: " + e.getMessage(), e);
    }
  }

  @Override
  public String put(Location location, byte[] bytes) {
    return put(location, bytes, Map.of());
  }

  @Override
  public String put(Location location, Path file) {
    return call(
        location,
        () -> {
          var request =
              UploadObjectArgs.builder()
                  .bucket(location.bucket())
                  .object(location.key())
                  .filename(file.toString(), PART_BYTES)
                  .build();
          return unquoted(client.uploadObject(request).etag());
        });
  }

  @Override
  public Optional<String> putIfAbsent(Location location, byte[] bytes) {
    requireSmall(location, bytes);
    try {
      return Optional.of(put(location, bytes, Map.of("If-None-Match", "*")));
    } catch (PreconditionFailedException e) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<String> putIfMatch(Location location, byte[] bytes, String etag) {
    requireSmall(location, bytes);
    try {
      return Optional.of(put(location, bytes, Map.of("If-Match", '"' + etag + '"')));
    } catch (PreconditionFailedException | ObjectNotFoundException e) {
      return Optional.empty();
    }
  }

  /** Conditions hold for writes in one part only, hence the limit. */
  private static void requireSmall(Location location, byte[] bytes) {
    if (bytes.length > MAX_SMALL_BYTES) {
      throw new StoreException(
          "%s: larger than the %d bytes allowed for a small object"
              .formatted(location, MAX_SMALL_BYTES));
    }
  }

  private String put(Location location, byte[] bytes, Map<String, String> headers) {
    var request =
        PutObjectArgs.builder()
            .bucket(location.bucket())
            .object(location.key())
            .headers(headers)
            .data(bytes, bytes.length)
            .build();
    return unquoted(call(location, () -> client.putObject(request)).etag());
  }

  @Override
  public Stream<ObjectInfo> list(String bucket, String prefix) {
    Location.checkBucket(bucket);
    var request = ListObjectsArgs.builder().bucket(bucket).prefix(prefix).recursive(true).build();
    String subject = "s3://" + bucket + "/" + prefix;
    var pages = new Pages(client.listObjects(request).iterator(), subject);
    var items = Spliterators.spliteratorUnknownSize(pages, Spliterator.ORDERED);
    return StreamSupport.stream(items, false)
        .flatMap(result -> item(result, subject))
        .flatMap(item -> info(bucket, item));
  }

  /** Asking for the next object may ask the server for the next page, and fail as it does. */
  private record Pages(Iterator<Result<Item>> results, String subject)
      implements Iterator<Result<Item>> {
    @Override
    public boolean hasNext() {
      return call(subject, results::hasNext);
    }

    @Override
    public Result<Item> next() {
      return call(subject, results::next);
    }
  }

  /** What the server answers to a page is handed over as the page's only result. */
  private static Stream<Item> item(Result<Item> result, String subject) {
    try {
      return Stream.of(call(subject, result::get));
    } catch (ObjectNotFoundException e) {
      return Stream.empty();
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
    var request =
        RemoveObjectArgs.builder().bucket(location.bucket()).object(location.key()).build();
    call(
        location,
        () -> {
          client.removeObject(request);
          return null;
        });
  }

  @Override
  public void createBucketIfMissing(String bucket) {
    Location.checkBucket(bucket);
    call(
        "s3://" + bucket,
        () -> {
          if (!client.bucketExists(BucketExistsArgs.builder().bucket(bucket).build())) {
            makeBucket(bucket);
          }
          return null;
        });
  }

  private void makeBucket(String bucket) throws MinioException {
    try {
      client.makeBucket(MakeBucketArgs.builder().bucket(bucket).build());
    } catch (MinioException e) {
      if (!MinioFailures.isAlreadyOwned(e)) {
        throw e;
      }
    }
  }

  private static String unquoted(String etag) {
    return etag.replace("\"", "");
  }

  @Override
  public void close() {
    close(client);
  }

  static void close(MinioClient client) {
    try {
      client.close();
    } catch (Exception e) {
      throw new StoreException("closing the connections failed: " + e.getMessage(), e);
    }
  }
}
