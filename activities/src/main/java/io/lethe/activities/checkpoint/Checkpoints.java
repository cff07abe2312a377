package io.lethe.activities.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.formats.Digests;
import io.lethe.formats.MalformedFileException;
import io.lethe.formats.Safetensors;
import io.lethe.formats.TensorFile;
import io.lethe.store.CounterObject;
import io.lethe.store.DigestMismatchException;
import io.lethe.store.Location;
import io.lethe.store.ObjectStore;
import io.lethe.store.Pointer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The checkpoints of one stage, as one attempt sees them.
 *
 * <p>Layout under {@code checkpoints/<stage key>/}: {@code attempts} counts attempts and gives each
 * its fencing token; {@code current} is the fenced pointer, naming the two newest checkpoints;
 * bodies are safetensors named by their SHA-256. A body is written before the pointer moves, so the
 * pointer never names something that is not there. Opening shuts out every earlier attempt, however
 * long it had been asleep.
 */
public final class Checkpoints {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int KEPT = 2;

  private final ObjectStore store;
  private final Location folder;
  private final Pointer pointer;
  private final long token;
  private List<Checkpoint> newestFirst;

  private Checkpoints(ObjectStore store, Location folder) {
    this.store = store;
    this.folder = folder;
    this.pointer = new Pointer(store, folder.resolve("current"));
    this.token = new CounterObject(store, folder.resolve("attempts")).next();
    this.newestFirst = pointer.claim(token).map(this::parse).orElse(List.of());
  }

  /**
   * Begins an attempt.
   *
   * @param bucket bucket of the checkpoints
   * @param stageKey content key of the stage
   */
  public static Checkpoints open(ObjectStore store, String bucket, String stageKey) {
    return new Checkpoints(store, new Location(bucket, "checkpoints/" + stageKey));
  }

  /** Number of this attempt, from 1; also its fencing token. */
  public long attempt() {
    return token;
  }

  /** What earlier attempts and this one left, the newest first; at most two. */
  public List<Checkpoint> newestFirst() {
    return newestFirst;
  }

  /**
   * Reads a checkpoint's body.
   *
   * @throws DigestMismatchException if the object holds other bytes
   * @throws MalformedFileException if it is no tensor file
   * @throws io.lethe.store.ObjectNotFoundException if it is gone
   */
  public TensorFile load(Checkpoint checkpoint) {
    Location body = body(checkpoint.sha256());
    try (InputStream in = store.open(body)) {
      byte[] bytes = in.readAllBytes();
      String found = Digests.sha256(bytes);
      if (!found.equals(checkpoint.sha256())) {
        throw new DigestMismatchException(body, checkpoint.sha256(), found);
      }
      return Safetensors.read(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(body + ": reading broke off", e);
    }
  }

  /**
   * Writes body, then pointer, then removes the checkpoint that fell out.
   *
   * @param about what is known of the state; its digest is filled in
   * @throws io.lethe.store.FencedException if a later attempt has begun
   */
  public void save(TensorFile state, Checkpoint about) {
    Checkpoint saved = put(state, about);
    List<Checkpoint> before = newestFirst;
    List<Checkpoint> after =
        before.stream()
            .filter(c -> !c.sha256().equals(saved.sha256()))
            .limit(KEPT - 1)
            .collect(java.util.stream.Collectors.toList());
    after.add(0, saved);
    pointer.write(token, JSON.valueToTree(after));
    newestFirst = List.copyOf(after);
    before.stream()
        .map(Checkpoint::sha256)
        .filter(sha -> after.stream().noneMatch(c -> c.sha256().equals(sha)))
        .forEach(sha -> store.delete(body(sha)));
  }

  private Checkpoint put(TensorFile state, Checkpoint about) {
    Path file = null;
    try {
      file = Files.createTempFile("lethe-checkpoint-", ".safetensors");
      Safetensors.write(state, file);
      String sha256 = Digests.sha256(file);
      store.put(body(sha256), file);
      return new Checkpoint(
          sha256,
          about.step(),
          about.seconds(),
          about.handovers(),
          about.arithmetic(),
          about.bitExact());
    } catch (IOException e) {
      throw new UncheckedIOException("checkpoint could not be written to the local disk", e);
    } finally {
      deleteQuietly(file);
    }
  }

  private static void deleteQuietly(Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // A leftover in the temporary folder harms nobody; the checkpoint itself is safe.
      org.slf4j.LoggerFactory.getLogger(Checkpoints.class).debug("not deleted: {}", file, e);
    }
  }

  /** The place of a body, for messages. */
  Location body(String sha256) {
    return folder.resolve(sha256 + ".safetensors");
  }

  private List<Checkpoint> parse(JsonNode value) {
    try {
      return List.copyOf(JSON.treeToValue(value, new TypeReference<List<Checkpoint>>() {}));
    } catch (JsonProcessingException e) {
      throw new MalformedFileException(
          folder + ": the checkpoint pointer is damaged: " + e.getOriginalMessage(), e);
    }
  }
}
