package io.lethe.activities.release;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.activities.Json;
import io.lethe.store.CompareAndSet;
import io.lethe.store.CounterObject;
import io.lethe.store.Location;
import io.lethe.store.ObjectStore;
import io.lethe.store.Pointer;
import io.lethe.workflows.Wire;
import java.util.Map;

/**
 * One attempt at one release, which may be overtaken by a later attempt or by a later release.
 *
 * <p>Two orders are kept. Attempts at one release take fencing tokens from {@code
 * <to>/releases/<release>/counter.json} and claim the pointer beside it: whoever is overtaken
 * stops. Releases under one alias take turns from {@code <to>/<alias>.turns.json}; a release keeps
 * its turn over all attempts, and the alias only moves to a later turn. So an alias moves at most
 * once a release, and no attempt, however long it slept, can move it back.
 */
final class ReleaseAttempt {
  private static final String TURN = "turn";

  private final ObjectStore store;
  private final Location alias;
  private final Pointer pointer;
  private final long token;
  private final long turn;

  private ReleaseAttempt(
      ObjectStore store, Location alias, Pointer pointer, long token, long turn) {
    this.store = store;
    this.alias = alias;
    this.pointer = pointer;
    this.token = token;
    this.turn = turn;
  }

  /**
   * Overtakes every attempt before.
   *
   * @param to folder of the releases
   * @param alias name of the alias
   * @param release name of the release, the same in every attempt
   */
  static ReleaseAttempt begin(ObjectStore store, Location to, String alias, String release) {
    Location folder = to.resolve("releases/" + release);
    long token = new CounterObject(store, folder.resolve("counter.json")).next();
    Pointer pointer = new Pointer(store, folder.resolve("pointer.json"));
    long turn =
        pointer
            .claim(token)
            .map(left -> left.path(TURN).longValue())
            .orElseGet(
                () -> {
                  long next = new CounterObject(store, to.resolve(alias + ".turns.json")).next();
                  JsonNode taken = Wire.mapper().valueToTree(Map.of(TURN, next));
                  pointer.write(token, taken);
                  return next;
                });
    return new ReleaseAttempt(store, to.resolve(alias + ".json"), pointer, token, turn);
  }

  /** The fencing token of this attempt. */
  long token() {
    return token;
  }

  /**
   * Stops an attempt that has been overtaken.
   *
   * @throws io.lethe.store.FencedException if a later attempt has begun
   */
  void requireNewest() {
    pointer.requireNewest(token);
  }

  /**
   * Writes a small object unless it holds these bytes already.
   *
   * @throws io.lethe.store.FencedException if a later attempt has begun
   */
  void write(Location place, byte[] bytes) {
    CompareAndSet.update(
        store,
        place,
        present -> {
          // Between this look and the write the object must not change, or it is looked again.
          requireNewest();
          return bytes;
        });
  }

  /**
   * Moves the alias, unless this release or a later one has moved it before.
   *
   * @return what the alias holds then
   * @throws io.lethe.store.FencedException if a later attempt has begun
   */
  Publisher.Alias move(Publisher.Alias target) {
    byte[] mine = Json.bytes(target.at(turn));
    byte[] held =
        CompareAndSet.update(
            store,
            alias,
            present -> {
              requireNewest();
              return present.filter(bytes -> parse(bytes).turn().orElse(0L) >= turn).orElse(mine);
            });
    return parse(held);
  }

  private Publisher.Alias parse(byte[] bytes) {
    return Json.read(alias, bytes, Publisher.Alias.class);
  }

  /** The alias object. */
  Location alias() {
    return alias;
  }
}
