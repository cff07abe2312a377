package io.lethe.formats.torchscript;

import io.lethe.formats.Digests;
import io.lethe.formats.MalformedFileException;
import io.lethe.formats.Tensor;
import io.lethe.formats.TensorFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A classifier as {@code torch.jit.save} writes it: a ZIP file of code, tensors, and a pickle that
 * joins them.
 *
 * <p>Reading runs nothing: the pickle is read as data ({@link Pickle}). What the engine is given is
 * written anew from the entries that were checked. The code itself is a program all the same, which
 * runs when the model does; it can compute what it likes, but calls no operator that touches files.
 */
public final class ScriptArchive {
  private static final String FOLDER = "model";
  private static final String PICKLE = "data.pkl";
  private static final String DATA = "data/";

  /** A digest of the content, which changes with it; nothing reads it. */
  private static final String ID = ".data/serialization_id";

  private static final int OLDEST_VERSION = 3;
  private static final int NEWEST_VERSION = 10;

  private final Map<String, byte[]> entries;
  private final ScriptModule module;

  private ScriptArchive(Map<String, byte[]> entries) {
    this.entries = entries;
    requireScript();
    ScriptCode code = new ScriptCode(entries);
    code.check();
    this.module = ScriptModule.read(code, entries.get(PICKLE));
    code.requireClassifier(module.type());
    module.tensors().forEach(this::requireStored);
    requireApart();
  }

  /** Whether a file is a ZIP file, as TorchScript and newer pickle checkpoints are. */
  public static boolean isZip(Path file) throws IOException {
    return ZipEntries.isZip(file);
  }

  /**
   * Reads and checks a file.
   *
   * @throws MalformedFileException if it is no archive of a scripted classifier with float32
   *     weights, saying what it is instead
   */
  public static ScriptArchive read(Path file) {
    return new ScriptArchive(ZipEntries.read(file));
  }

  private void requireScript() {
    if (entries.keySet().stream().noneMatch(n -> n.startsWith("code/"))
        || !entries.containsKey("constants.pkl")
        || !entries.containsKey(PICKLE)) {
      throw new MalformedFileException(
          """
          this is no TorchScript archive but %s. Loading a pickle runs code, so Lethe does not. Export the model where you trust it:
            import torch; torch.jit.script(model).save("model.pt")\
          """
              .formatted(
                  entries.containsKey(PICKLE)
                      ? "a pickle checkpoint (torch.save)"
                      : "some other ZIP archive"));
    }
    String version = text("version").strip();
    int number = version.matches("\\d{1,4}") ? Integer.parseInt(version) : -1;
    if (number < OLDEST_VERSION || number > NEWEST_VERSION) {
      throw new MalformedFileException(
          "the archive's version is '%s', allowed are %d to %d"
              .formatted(version, OLDEST_VERSION, NEWEST_VERSION));
    }
    if (text("byteorder").strip().equals("big")) {
      throw new MalformedFileException("the archive is big-endian, allowed is little-endian");
    }
    entries.keySet().stream()
        .filter(name -> name.startsWith("traced_inputs"))
        .findFirst()
        .ifPresent(
            name -> {
              throw ScriptCode.traced("the archive holds '%s'".formatted(name));
            });
  }

  private String text(String entry) {
    return new String(entries.getOrDefault(entry, new byte[0]), StandardCharsets.UTF_8);
  }

  private void requireStored(ScriptTensor tensor) {
    byte[] storage = entries.get(DATA + tensor.place().key());
    long[] strides = tensor.place().strides();
    boolean inside =
        storage != null
            && tensor.place().offset() >= 0
            && strides.length == tensor.shape().length
            && Arrays.stream(strides).allMatch(s -> s >= 0)
            && Arrays.stream(tensor.shape()).allMatch(d -> d >= 0)
            && (tensor.last() + 1) * tensor.type().bytes() <= storage.length;
    if (!inside) {
      throw new MalformedFileException(
          "'%s' is not inside entry %s%s".formatted(tensor.name(), DATA, tensor.place().key()));
    }
  }

  /** Two tensors over the same elements would each be moved by an update. */
  private void requireApart() {
    Map<String, List<ScriptTensor>> byKey =
        tensors().stream()
            .collect(
                Collectors.groupingBy(t -> t.place().key(), TreeMap::new, Collectors.toList()));
    for (List<ScriptTensor> sharing : byKey.values()) {
      List<ScriptTensor> ordered =
          sharing.stream()
              .filter(t -> t.size() > 0)
              .sorted(Comparator.comparingLong(t -> t.place().offset()))
              .toList();
      for (int i = 1; i < ordered.size(); i++) {
        if (ordered.get(i).place().offset() <= ordered.get(i - 1).last()) {
          throw new MalformedFileException(
              "'%s' and '%s' overlap in memory; give each its own tensor (clone())"
                  .formatted(ordered.get(i - 1).name(), ordered.get(i).name()));
        }
      }
    }
  }

  /** Parameters and buffers in state-dict order; one that has two names under its first. */
  public List<ScriptTensor> tensors() {
    return module.tensors();
  }

  /** Values of parameters and buffers by name, in state-dict order. */
  public TensorFile values() {
    Map<String, Tensor> values = new LinkedHashMap<>();
    tensors().forEach(t -> values.put(t.name(), value(t)));
    return TensorFile.of(values);
  }

  private Tensor value(ScriptTensor tensor) {
    int bytes = tensor.type().bytes();
    byte[] storage = entries.get(DATA + tensor.place().key());
    ByteBuffer out = ByteBuffer.allocate(tensor.size() * bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int index : tensor.indices()) {
      out.put(storage, index * bytes, bytes);
    }
    return new Tensor(tensor.type(), tensor.shape(), out.flip());
  }

  /**
   * The same module with other values.
   *
   * @param values by name; those missing stay
   * @throws MalformedFileException if a name is unknown, or type or shape differ
   */
  public ScriptArchive with(TensorFile values) {
    Map<String, byte[]> changed = new LinkedHashMap<>(entries);
    changed.remove(ID);
    Map<String, ScriptTensor> known =
        tensors().stream().collect(Collectors.toMap(ScriptTensor::name, t -> t));
    values
        .tensors()
        .forEach(
            (name, value) -> {
              ScriptTensor tensor = known.get(name);
              if (tensor == null
                  || value.type() != tensor.type()
                  || !Arrays.equals(value.shape(), tensor.shape())) {
                throw new MalformedFileException(
                    "'%s' is %s, which the module does not have".formatted(name, value));
              }
              String entry = DATA + tensor.place().key();
              byte[] storage = changed.get(entry);
              if (storage == entries.get(entry)) {
                storage = storage.clone();
                changed.put(entry, storage);
              }
              int bytes = tensor.type().bytes();
              ByteBuffer source = value.bytes();
              for (int index : tensor.indices()) {
                source.get(storage, index * bytes, bytes);
              }
            });
    return new ScriptArchive(changed);
  }

  /** Digest of everything but the tensors: two files with the same are the same architecture. */
  public String codeSha256() {
    StringBuilder all = new StringBuilder();
    new TreeMap<>(entries)
        .forEach(
            (name, bytes) -> {
              boolean code = name.startsWith("code/") && !name.endsWith(".debug_pkl");
              if (code || name.equals(PICKLE) || name.startsWith("constants")) {
                all.append(name).append(' ').append(Digests.sha256(bytes)).append('\n');
              }
            });
    return Digests.sha256(all.toString());
  }

  /** Writes the archive; the same module with the same values gives the same bytes. */
  public void write(OutputStream out) throws IOException {
    ZipEntries.write(FOLDER, entries, out);
  }

  /** The archive's bytes. */
  public byte[] toBytes() {
    return bytes(entries);
  }

  /**
   * The archive as a module for the engine: {@code forward} is the classifier's, and {@code
   * tensors} gives its live parameters and buffers in the order of {@link #tensors()}.
   */
  public byte[] toEngineBytes() {
    return bytes(new ScriptWrapper(module).around(entries));
  }

  private static byte[] bytes(Map<String, byte[]> all) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ZipEntries.write(FOLDER, all, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
