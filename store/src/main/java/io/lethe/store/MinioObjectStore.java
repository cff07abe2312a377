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
import io.minio.StatObjectResponse;
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
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import okhttp3.OkHttpClient;

/** The object store port on MinIO's client, for every server that speaks S3. */
public final class MinioObjectStore implements ObjectStore {
  private static final Duration CONNECT = Duration.ofSeconds(10);

  /** Longest silence on an open connection; a store that is this slow is down. */
  private static final Duration SILENCE = Duration.ofSeconds(60);

  /** First pause before a request is sent again; it doubles each time. Outages are not sat out. */
  private static final Duration PAUSE = Duration.ofMillis(100);

  private static final int BUSY_ATTEMPTS = 5;

  /** Files above this size are sent in parts, each of which may fail and be sent again alone. */
  private static final long PART_BYTES = 64L << 20;

  /** User metadata of conditional writes. */
  private static final String MARK = "lethe-write";

  private final MinioClient client;

  /** Connects when first used; nothing is sent yet. */
  public MinioObjectStore(StoreSettings settings) {
    this(settings, CONNECT, SILENCE, PAUSE);
  }

  /** A store with another patience. */
  MinioObjectStore(StoreSettings settings, Duration connect, Duration silence, Duration pause) {
    client = client(settings, connect, silence, pause);
  }

  /** A client of our patience, for the questions of others. */
  static MinioClient client(StoreSettings settings) {
    return client(settings, CONNECT, SILENCE, PAUSE);
  }

  private static MinioClient client(
      StoreSettings settings, Duration connect, Duration silence, Duration pause) {
    MinioClient client =
        MinioClient.builder()
            // Handed over with the builder, so that the client closes it.
            .httpClient(http(settings, pause), true)
            .endpoint(settings.endpoint().toString())
            .region(settings.region())
            .credentialsProvider(
                new StaticProvider(
                    settings.accessKey(),
                    settings.secretKey(),
                    settings.sessionToken().orElse(null)))
            .build();
    client.setRetry(Http.RETRIABLE_STATUS_CODES, pause.toMillis(), BUSY_ATTEMPTS);
    client.setTimeout(connect.toMillis(), silence.toMillis(), silence.toMillis());
    return client;
  }

  private static OkHttpClient http(StoreSettings settings, Duration pause) {
    OkHttpClient.Builder http =
        Http.newDefaultClient().newBuilder().addInterceptor(new Reconnect(pause));
    settings
        .authorities()
        .ifPresent(
            bundle -> http.sslSocketFactory(bundle.context().getSocketFactory(), bundle.trust()));
    return http.build();
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
    return stat(location)
        .map(
            stat ->
                new ObjectInfo(
                    location,
                    stat.size(),
                    etag(location, stat.etag()),
                    stat.lastModified().toInstant()));
  }

  private Optional<StatObjectResponse> stat(Location location) {
    var request = StatObjectArgs.builder().bucket(location.bucket()).object(location.key()).build();
    try {
      return Optional.of(call(location, () -> client.statObject(request)));
    } catch (ObjectNotFoundException e) {
      return Optional.empty();
    }
  }

  @Override
  public InputStream open(Location location) {
    return stream(location, get(location, GetObjectArgs.builder()));
  }

  private ObjectStream stream(Location location, GetObjectResponse whole) {
    return new ObjectStream(
        location, whole, true, from -> get(location, sameVersion(location, whole).offset(from)));
  }

  @Override
  public InputStream open(Location location, long offset, long length) {
    GetObjectResponse part = get(location, GetObjectArgs.builder().offset(offset).length(length));
    return new ObjectStream(
        location,
        part,
        false,
        from ->
            get(location, sameVersion(location, part).offset(offset + from).length(length - from)));
  }

  private static GetObjectArgs.Builder sameVersion(Location location, GetObjectResponse begun) {
    return GetObjectArgs.builder().matchETag('"' + etag(location, begun) + '"');
  }

  private static String etag(Location location, GetObjectResponse answer) {
    return etag(location, answer.headers().get("ETag"));
  }

  private GetObjectResponse get(Location location, GetObjectArgs.Builder request) {
    var complete = request.bucket(location.bucket()).object(location.key()).build();
    for (int attempt = 1; ; attempt++) {
      GetObjectResponse answer = call(location, () -> client.getObject(complete));
      if (answer.headers().get("ETag") != null) {
        return answer;
      }
      // Not the store's own answer, whatever its status says.
      ObjectStream.discard(answer);
      if (attempt == BUSY_ATTEMPTS) {
        throw untagged(location);
      }
    }
  }

  @Override
  public Versioned read(Location location) {
    return ReadAgain.ifDamaged(
        () -> {
          GetObjectResponse answer = get(location, GetObjectArgs.builder());
          try (ObjectStream in = stream(location, answer)) {
            byte[] bytes = in.readNBytes(MAX_SMALL_BYTES + 1);
            requireSmall(location, bytes);
            return new Versioned(bytes, etag(location, answer));
          } catch (IOException e) {
            throw new StoreUnavailableException(location + ": " + e.getMessage(), e);
          }
        });
  }

  @Override
  public String put(Location location, byte[] bytes) {
    return put(location, bytes, Map.of(), Map.of());
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
          return etag(location, client.uploadObject(request).etag());
        });
  }

  @Override
  public Optional<String> putIfAbsent(Location location, byte[] bytes) {
    return putIf(location, bytes, Map.of("If-None-Match", "*"));
  }

  @Override
  public Optional<String> putIfMatch(Location location, byte[] bytes, String etag) {
    try {
      return putIf(location, bytes, Map.of("If-Match", '"' + etag + '"'));
    } catch (ObjectNotFoundException e) {
      return Optional.empty();
    }
  }

  /**
   * A write whose answer is lost may have been carried out, and if it is sent again its condition
   * fails because of itself. So each carries a mark of its own by which it is found out.
   */
  private Optional<String> putIf(Location location, byte[] bytes, Map<String, String> condition) {
    requireSmall(location, bytes);
    String mark = UUID.randomUUID().toString();
    try {
      return Optional.of(put(location, bytes, condition, Map.of(MARK, mark)));
    } catch (PreconditionFailedException e) {
      return marked(location, mark);
    } catch (StoreUnavailableException e) {
      try {
        return Optional.of(marked(location, mark).orElseThrow(() -> e));
      } catch (StoreException alsoFailed) {
        throw e;
      }
    }
  }

  /** Version tag of the present object if it is the one written with that mark. */
  private Optional<String> marked(Location location, String mark) {
    return stat(location)
        .filter(stat -> mark.equals(stat.userMetadata().getFirst(MARK)))
        .map(stat -> etag(location, stat.etag()));
  }

  /** Conditions hold for writes in one part only, hence the limit. */
  private static void requireSmall(Location location, byte[] bytes) {
    if (bytes.length > MAX_SMALL_BYTES) {
      throw new StoreException(
          "%s: larger than the %d bytes allowed for a small object"
              .formatted(location, MAX_SMALL_BYTES));
    }
  }

  private String put(
      Location location, byte[] bytes, Map<String, String> headers, Map<String, String> metadata) {
    var request =
        PutObjectArgs.builder()
            .bucket(location.bucket())
            .object(location.key())
            .headers(headers)
            .userMetadata(metadata)
            .data(bytes, bytes.length)
            .build();
    return call(location, () -> etag(location, client.putObject(request).etag()));
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
        .flatMap(item -> call(subject, () -> info(bucket, item)));
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
    if (item.etag() == null || item.etag().isEmpty()) {
      // S3Proxy on a folder also lists the file that a put is still writing: no object yet.
      return Stream.empty();
    }
    return Location.of(bucket, item.objectName())
        .map(
            location ->
                new ObjectInfo(
                    location,
                    item.size(),
                    etag(location, item.etag()),
                    item.lastModified().toInstant()))
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

  private static StoreUnavailableException untagged(Location location) {
    return new StoreUnavailableException(location + ": the answer has no version tag");
  }

  private static String etag(Location location, String quoted) {
    if (quoted == null || quoted.isEmpty()) {
      throw untagged(location);
    }
    return quoted.replace("\"", "");
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
