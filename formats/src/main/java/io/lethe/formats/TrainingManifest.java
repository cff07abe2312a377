package io.lethe.formats;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Which records a model has been trained on and has not been told to forget, by keyed digest: the
 * manifest answers "was this record in?" to whoever holds the {@link ManifestKey}, and tells others
 * only how many records there were.
 *
 * <p>File form, canonical JSON: {@code {"dataset": SHA-256, "digests": base64, "format":
 * "lethe.training-manifest/1", "keyId": …, "records": n}}, where {@code digests} holds, sorted and
 * without gaps, the first 16 bytes of HMAC-SHA-256(key, UTF-8 id) of every record.
 */
public final class TrainingManifest {
  /** The {@code format} field of the file form. */
  public static final String FORMAT = "lethe.training-manifest/1";

  private static final int DIGEST_BYTES = 16;
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  /** The file form. */
  private record Document(
      String format, int records, String keyId, String dataset, String digests) {}

  private final String keyId;
  private final String datasetSha256;

  /** Sorted digests, one after the other. */
  private final byte[] digests;

  private TrainingManifest(String keyId, String datasetSha256, byte[] digests) {
    if (!SHA256.matcher(datasetSha256).matches()) {
      throw new MalformedFileException(
          "training manifest: dataset '%s' is no SHA-256".formatted(datasetSha256));
    }
    this.keyId = keyId;
    this.datasetSha256 = datasetSha256;
    this.digests = digests;
  }

  /**
   * The manifest of a model trained on these records.
   *
   * @param ids record ids, in any order
   * @param key key of the digests
   * @param datasetSha256 digest of the data set that the ids belong to
   * @throws IllegalArgumentException naming an id that is there twice
   */
  public static TrainingManifest of(Collection<String> ids, ManifestKey key, String datasetSha256) {
    TreeSet<byte[]> sorted = new TreeSet<>(Arrays::compareUnsigned);
    for (String id : ids) {
      if (!sorted.add(digest(id, key))) {
        throw new IllegalArgumentException("record '" + id + "' is listed twice");
      }
    }
    byte[] digests = new byte[Math.multiplyExact(sorted.size(), DIGEST_BYTES)];
    Iterator<byte[]> next = sorted.iterator();
    for (int at = 0; at < digests.length; at += DIGEST_BYTES) {
      System.arraycopy(next.next(), 0, digests, at, DIGEST_BYTES);
    }
    return new TrainingManifest(key.keyId(), datasetSha256, digests);
  }

  /** Number of records. */
  public int size() {
    return digests.length / DIGEST_BYTES;
  }

  /** {@link ManifestKey#keyId()} of the key that the digests were made with. */
  public String keyId() {
    return keyId;
  }

  /** Digest of the data set that the ids belong to. */
  public String datasetSha256() {
    return datasetSha256;
  }

  /**
   * Whether the model was trained on the record.
   *
   * @throws MalformedFileException if the manifest was made with another key
   */
  public boolean contains(String id, ManifestKey key) {
    checkKey(key);
    return indexOf(digest(id, key)) >= 0;
  }

  /**
   * The manifest after these records have been forgotten.
   *
   * @throws MalformedFileException if the manifest was made with another key
   * @throws IllegalArgumentException naming an id that is listed twice or is not in the manifest
   */
  public TrainingManifest without(Collection<String> ids, ManifestKey key) {
    checkKey(key);
    boolean[] dropped = new boolean[size()];
    for (String id : ids) {
      int index = indexOf(digest(id, key));
      if (index < 0) {
        throw new IllegalArgumentException(
            "record '" + id + "' is not in the training manifest of " + size() + " records");
      }
      if (dropped[index]) {
        throw new IllegalArgumentException("record '" + id + "' is listed twice");
      }
      dropped[index] = true;
    }
    byte[] kept = new byte[(size() - ids.size()) * DIGEST_BYTES];
    int to = 0;
    for (int i = 0; i < dropped.length; i++) {
      if (!dropped[i]) {
        System.arraycopy(digests, i * DIGEST_BYTES, kept, to, DIGEST_BYTES);
        to += DIGEST_BYTES;
      }
    }
    return new TrainingManifest(keyId, datasetSha256, kept);
  }

  /** The file form; equal manifests give equal bytes. */
  public byte[] write() {
    String text = Base64.getEncoder().encodeToString(digests);
    return CanonicalJson.bytes(JSON, new Document(FORMAT, size(), keyId, datasetSha256, text));
  }

  /**
   * Reads the file form.
   *
   * @throws MalformedFileException if it is not JSON of that form, or digests are missing, unsorted
   *     or doubled
   */
  public static TrainingManifest read(byte[] file) {
    Document document = parse(file);
    if (!FORMAT.equals(document.format)) {
      throw new MalformedFileException(
          "training manifest: format '%s', allowed is '%s'".formatted(document.format, FORMAT));
    }
    byte[] digests;
    try {
      digests = Base64.getDecoder().decode(document.digests);
    } catch (IllegalArgumentException e) {
      throw new MalformedFileException("training manifest: digests are not base64", e);
    }
    if (digests.length != (long) document.records * DIGEST_BYTES) {
      throw new MalformedFileException(
          "training manifest: %d records need %d bytes of digests, found %d"
              .formatted(document.records, (long) document.records * DIGEST_BYTES, digests.length));
    }
    TrainingManifest manifest = new TrainingManifest(document.keyId, document.dataset, digests);
    manifest.checkOrder();
    return manifest;
  }

  private static Document parse(byte[] file) {
    try {
      Document document = JSON.readValue(file, Document.class);
      if (document == null) {
        throw new MalformedFileException("training manifest: found null");
      }
      return document;
    } catch (JsonProcessingException e) {
      throw new MalformedFileException("training manifest: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void checkOrder() {
    for (int i = 1; i < size(); i++) {
      if (compare(i, digestAt(i - 1)) <= 0) {
        throw new MalformedFileException(
            "training manifest: digest %d is not above the one before it: unsorted or doubled"
                .formatted(i));
      }
    }
  }

  private void checkKey(ManifestKey key) {
    if (!key.keyId().equals(keyId)) {
      throw new MalformedFileException(
          "training manifest was made with key %s, the key at hand is %s"
              .formatted(keyId, key.keyId()));
    }
  }

  private static byte[] digest(String id, ManifestKey key) {
    return Arrays.copyOf(key.digest(id), DIGEST_BYTES);
  }

  private byte[] digestAt(int index) {
    return Arrays.copyOfRange(digests, index * DIGEST_BYTES, (index + 1) * DIGEST_BYTES);
  }

  private int compare(int index, byte[] digest) {
    int at = index * DIGEST_BYTES;
    return Arrays.compareUnsigned(digests, at, at + DIGEST_BYTES, digest, 0, DIGEST_BYTES);
  }

  /** Binary search; negative if the digest is not there. */
  private int indexOf(byte[] digest) {
    int low = 0;
    int high = size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = compare(middle, digest);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  /** Same records, same key, same data set. */
  @Override
  public boolean equals(Object other) {
    return other instanceof TrainingManifest that
        && keyId.equals(that.keyId)
        && datasetSha256.equals(that.datasetSha256)
        && Arrays.equals(digests, that.digests);
  }

  @Override
  public int hashCode() {
    return List.of(keyId, datasetSha256, Arrays.hashCode(digests)).hashCode();
  }

  @Override
  public String toString() {
    return "TrainingManifest[%d records, key %s]".formatted(size(), keyId);
  }
}
