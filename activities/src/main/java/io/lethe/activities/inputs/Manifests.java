package io.lethe.activities.inputs;

import io.lethe.activities.Layout;
import io.lethe.formats.MalformedFileException;
import io.lethe.formats.ManifestKey;
import io.lethe.formats.TrainingManifest;
import io.lethe.store.CompareAndSet;
import io.lethe.store.Location;
import io.lethe.store.ObjectStore;
import io.lethe.store.Versioned;
import io.lethe.unlearning.data.RecordIndex;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Training manifests beside models: which records a model has been trained on and has not been told
 * to forget.
 */
public final class Manifests {
  private final TrainingManifest manifest;
  private final ManifestKey key;
  private final boolean assumed;
  private volatile Optional<Members> last = Optional.empty();

  /**
   * A manifest with its key.
   *
   * @param manifest the manifest
   * @param key the key of its digests
   * @param assumed whether it began as a guess, because the first model had none
   */
  public Manifests(TrainingManifest manifest, ManifestKey key, boolean assumed) {
    this.manifest = manifest;
    this.key = key;
    this.assumed = assumed;
  }

  /** Which records of an index are in the manifest: a digest of each is taken once. */
  private record Members(RecordIndex index, BitSet positions) {
    static Members of(RecordIndex index, Manifests manifests) {
      BitSet positions = new BitSet(index.size());
      IntStream.range(0, index.size())
          .filter(p -> manifests.manifest.contains(index.id(p), manifests.key))
          .forEach(positions::set);
      return new Members(index, positions);
    }
  }

  /** The manifest. */
  public TrainingManifest manifest() {
    return manifest;
  }

  /** The key of its digests. */
  public ManifestKey key() {
    return key;
  }

  /** Whether it began as a guess, because the first model had none. */
  public boolean assumed() {
    return assumed;
  }

  /** The manifest beside a model, if model and key object are both there. */
  public static Optional<Manifests> beside(ObjectStore store, Location model) {
    Optional<Versioned> manifest = store.find(Layout.manifest(model));
    Optional<Versioned> key = store.find(Layout.manifestKey(model));
    if (manifest.isEmpty() || key.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Manifests(
            read(Layout.manifest(model), () -> TrainingManifest.read(manifest.get().bytes())),
            read(Layout.manifestKey(model), () -> key(key.get())),
            store.head(Layout.assumption(model)).isPresent()));
  }

  /** The same, read only where it is not known. */
  static Optional<Manifests> beside(
      ObjectStore store, Location model, KnownContent<Optional<Manifests>> known) {
    List<Location> objects =
        List.of(Layout.manifest(model), Layout.manifestKey(model), Layout.assumption(model));
    return known.of(store, objects, () -> beside(store, model));
  }

  private static ManifestKey key(Versioned object) {
    return ManifestKey.parse(new String(object.bytes(), StandardCharsets.US_ASCII));
  }

  private static <T> T read(Location location, Supplier<T> read) {
    try {
      return read.get();
    } catch (MalformedFileException e) {
      throw new MalformedFileException(location + ": " + e.getMessage(), e);
    }
  }

  /**
   * Holds the manifest against the records it was made over: each of its digests must be one of
   * theirs. A damaged digest belongs to no record, and would silently stand for one less.
   *
   * @param model the model that the manifest is beside
   * @throws MalformedFileException naming manifest and key if they do not fit each other, or a
   *     digest is nobody's
   */
  public void requireFit(Location model, LoadedDataset dataset) {
    if (!manifest.keyId().equals(key.keyId())) {
      throw new MalformedFileException(
          "%s was made with key %s, %s is key %s: one of them was changed or damaged"
              .formatted(
                  Layout.manifest(model),
                  manifest.keyId(),
                  Layout.manifestKey(model),
                  key.keyId()));
    }
    if (!manifest.datasetSha256().equals(dataset.sha256())) {
      return; // Made over other files; the plan warns of that.
    }
    int known = members(dataset.data().index()).cardinality();
    if (known != manifest.size()) {
      throw new MalformedFileException(
          "%s: %,d of %,d records are not in the data set it was made over; it or %s was changed or damaged"
              .formatted(
                  Layout.manifest(model),
                  manifest.size() - known,
                  manifest.size(),
                  Layout.manifestKey(model)));
    }
  }

  /**
   * Copies the manifest to beside a model; the key first, so that a manifest is never without one.
   */
  public void copyBeside(Location model, BiConsumer<Location, byte[]> write) {
    write.accept(Layout.manifestKey(model), bytes(key));
    write.accept(Layout.manifest(model), manifest.write());
  }

  /**
   * Stores the manifest beside a new model.
   *
   * <p>Attempts at the same model may meet here, or one may wake up long after the other: the first
   * key stays, and with it the first manifest, but for what is to be forgotten.
   *
   * @param index the records, to write the manifest anew where another attempt's key is there
   * @param forgotten ids of the records that the model must not know
   * @return the manifest that is there then
   */
  public TrainingManifest storeBeside(
      ObjectStore store, Location model, RecordIndex index, List<String> forgotten) {
    Location keyPlace = Layout.manifestKey(model);
    store.putIfAbsent(keyPlace, bytes(key));
    ManifestKey kept = read(keyPlace, () -> key(store.read(keyPlace)));
    Location place = Layout.manifest(model);
    byte[] written =
        CompareAndSet.update(
            store,
            place,
            present ->
                present
                    .map(bytes -> read(place, () -> TrainingManifest.read(bytes)))
                    .map(there -> new Manifests(there, kept, assumed))
                    .orElseGet(() -> under(kept, index))
                    .without(forgotten)
                    .manifest()
                    .write());
    return TrainingManifest.read(written);
  }

  private Manifests under(ManifestKey other, RecordIndex index) {
    if (other.toText().equals(key.toText())) {
      return this;
    }
    List<String> ids = members(index).stream().mapToObj(index::id).toList();
    return new Manifests(TrainingManifest.of(ids, other, manifest.datasetSha256()), other, assumed);
  }

  private static byte[] bytes(ManifestKey key) {
    return key.toText().getBytes(StandardCharsets.US_ASCII);
  }

  /** The manifest without those of the records that are in it. */
  public Manifests without(List<String> ids) {
    List<String> present = ids.stream().filter(id -> manifest.contains(id, key)).toList();
    return new Manifests(manifest.without(present, key), key, assumed);
  }

  /** Those of the positions that the model has been trained on, in their order. */
  public int[] trained(RecordIndex index, int[] positions) {
    return Arrays.stream(positions).filter(members(index)::get).toArray();
  }

  private BitSet members(RecordIndex index) {
    Members members =
        last.filter(known -> known.index() == index).orElseGet(() -> Members.of(index, this));
    last = Optional.of(members);
    return members.positions();
  }

  /** Whether the model has been trained on exactly these records. */
  public boolean isExactly(List<String> ids) {
    return manifest.size() == ids.size() && ids.stream().allMatch(id -> manifest.contains(id, key));
  }
}
