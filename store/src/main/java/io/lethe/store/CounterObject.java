package io.lethe.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.formats.MalformedFileException;
import io.lethe.formats.SealedJson;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A counter kept in an object: every caller, in whatever process, gets a number of its own, and
 * later callers get higher ones. Numbers may be skipped where an answer of the store was lost; none
 * is ever given twice. Used for fencing tokens.
 *
 * <p>Content, {@linkplain SealedJson sealed}: {@code {"nonce": …, "value": 7}}; the nonce tells a
 * writer its own write from another's of the same value.
 */
public final class CounterObject {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ObjectStore store;
  private final Location location;

  /** A counter at that place; it begins to exist with the first increment. */
  public CounterObject(ObjectStore store, Location location) {
    this.store = store;
    this.location = location;
  }

  /** Takes the next number, from 1. */
  public long next() {
    byte[] written = CompareAndSet.update(store, location, this::increment);
    return value(written);
  }

  /** The last number taken, 0 if none was. */
  public long current() {
    return store.find(location).map(found -> value(found.bytes())).orElse(0L);
  }

  private byte[] increment(Optional<byte[]> present) {
    long next = Math.addExact(present.map(this::value).orElse(0L), 1);
    return SealedJson.bytes(JSON, Map.of("value", next, "nonce", UUID.randomUUID().toString()));
  }

  private long value(byte[] content) {
    JsonNode value = SealedJson.open(JSON, content, location).path("value");
    if (value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= 0) {
      return value.longValue();
    }
    throw new MalformedFileException(location + ": not a counter: no whole number 'value'");
  }
}
