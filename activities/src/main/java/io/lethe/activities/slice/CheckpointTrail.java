package io.lethe.activities.slice;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.activities.Layout;
import io.lethe.activities.Workspace;
import io.lethe.formats.Digests;
import io.lethe.formats.MalformedFileException;
import io.lethe.formats.Safetensors;
import io.lethe.formats.TensorFile;
import io.lethe.store.ContentStore;
import io.lethe.store.CounterObject;
import io.lethe.store.DigestMismatchException;
import io.lethe.store.Location;
import io.lethe.store.ObjectNotFoundException;
import io.lethe.store.ObjectStore;
import io.lethe.store.Pointer;
import io.lethe.store.StoreException;
import io.lethe.workflows.Wire;
import io.lethe.workflows.contract.ArtifactRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of one stage: bodies under their hash, and a fenced pointer to the newest two.
 *
 * <p>Opening a trail takes the next fencing token and claims the pointer with it, so that from then
 * on no earlier attempt, however long it slept, can move the pointer.
 */
public final class CheckpointTrail {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointTrail.class);
  private static final int KEPT = 2;

  private final Workspace workspace;
  private final String stageKey;
  private final Pointer pointer;
  private final long token;
  private Trail trail;

  /**
   * What the pointer holds.
   *
   * @param checkpoints newest first
   * @param slices slices that ended as planned
   * @param warnings what a reader of the result must know of earlier slices
   */
  record Trail(List<Checkpoint> checkpoints, int slices, List<String> warnings) {
    Trail {
      checkpoints = checkpoints == null ? List.of() : List.copyOf(checkpoints);
      warnings = warnings == null ? List.of() : List.copyOf(warnings);
    }
  }

  private CheckpointTrail(
      Workspace workspace, String stageKey, Pointer pointer, long token, Trail trail) {
    this.workspace = workspace;
    this.stageKey = stageKey;
    this.pointer = pointer;
    this.token = token;
    this.trail = trail;
  }

  /** Takes a token and opens the trail of a stage. */
  public static CheckpointTrail open(Workspace workspace, String stageKey) {
    long token = new CounterObject(workspace.store(), Layout.counter(stageKey)).next();
    Pointer pointer = new Pointer(workspace.store(), Layout.pointer(stageKey));
    Trail trail =
        pointer
            .claim(token)
            .map(value -> parse(stageKey, value))
            .orElseGet(() -> new Trail(List.of(), 0, List.of()));
    return new CheckpointTrail(workspace, stageKey, pointer, token, trail);
  }

  private static Trail parse(String stageKey, JsonNode value) {
    try {
      return Wire.mapper().treeToValue(value, Trail.class);
    } catch (JsonProcessingException e) {
      throw new MalformedFileException(
          Layout.pointer(stageKey) + ": not a trail of checkpoints: " + e.getMessage(), e);
    }
  }

  /** The fencing token of this attempt. */
  public long token() {
    return token;
  }

  /** The checkpoints, newest first. */
  public List<Checkpoint> checkpoints() {
    return trail.checkpoints();
  }

  /** Attempts so far, this one included; slices that ended as planned do not count. */
  public int attempts() {
    return Math.toIntExact(token - trail.slices());
  }

  /**
   * Reads the state of a checkpoint.
   *
   * @return whether {@code restore} took it; a torn, missing or foreign one is reported and left
   */
  public boolean restore(Checkpoint checkpoint, Consumer<TensorFile> restore) {
    try {
      restore.accept(Safetensors.read(workspace.fetch(checkpoint.body())));
      return true;
    } catch (MalformedFileException | DigestMismatchException | ObjectNotFoundException e) {
      String warning =
          "the checkpoint of step %d could not be used, work since the one before was done again: %s"
              .formatted(checkpoint.step(), e.getMessage());
      LOG.warn(warning);
      List<String> warnings = new ArrayList<>(trail.warnings());
      warnings.add(warning);
      trail = new Trail(trail.checkpoints(), trail.slices(), warnings);
      return false;
    }
  }

  /** What a reader of the result must know of this slice and those before it. */
  public List<String> warnings() {
    return trail.warnings();
  }

  /** The newest checkpoint, if there is one. */
  public Optional<Checkpoint> newest() {
    return trail.checkpoints().stream().findFirst();
  }

  /**
   * Stops an attempt that has been overtaken before it does more work in vain.
   *
   * @throws io.lethe.store.FencedException if a later attempt has begun
   */
  public void requireNewest() {
    pointer.requireNewest(token);
  }

  /**
   * Stores the body of a checkpoint; nothing points to it yet.
   *
   * <p>The attempt before may have stored the body of this very step and lost its turn before it
   * moved the pointer: a body that is there, whole and young enough to be safe from {@code lethe
   * gc}, stays as it is.
   *
   * @throws io.lethe.store.FencedException if a later attempt has begun
   */
  public ArtifactRef store(byte[] body) {
    requireNewest();
    String sha256 = Digests.sha256(body);
    Location place = Layout.checkpoint(stageKey, sha256);
    if (!createdSmall(place, body) && !holds(place, sha256, body.length)) {
      workspace.store().put(place, body);
    }
    return new ArtifactRef(place.toString(), sha256, body.length);
  }

  /** Of two attempts at the same moment only one writes, where the store can promise that. */
  private boolean createdSmall(Location place, byte[] body) {
    return body.length <= ObjectStore.MAX_SMALL_BYTES
        && workspace.store().putIfAbsent(place, body).isPresent();
  }

  private boolean holds(Location place, String sha256, long size) {
    if (!ContentStore.isFresh(workspace.store(), place, size)) {
      return false;
    }
    try {
      return workspace.content().identify(place).sha256().equals(sha256);
    } catch (StoreException e) {
      // What cannot be read back is written again.
      return false;
    }
  }

  /**
   * Moves the pointer to a checkpoint whose body is stored, then drops bodies it no longer names.
   *
   * @param planned whether the slice ends here as planned
   * @throws io.lethe.store.FencedException if a later attempt has begun
   */
  public void append(Checkpoint checkpoint, boolean planned) {
    List<Checkpoint> kept = new ArrayList<>(List.of(checkpoint));
    List<Checkpoint> dropped = new ArrayList<>();
    for (Checkpoint before : trail.checkpoints()) {
      if (!before.body().equals(checkpoint.body())) {
        (kept.size() < KEPT ? kept : dropped).add(before);
      }
    }
    Trail next = new Trail(kept, trail.slices() + (planned ? 1 : 0), trail.warnings());
    pointer.write(token, Wire.mapper().valueToTree(next));
    trail = next;
    dropped.forEach(old -> workspace.store().delete(Location.parse(old.body().key())));
  }
}
