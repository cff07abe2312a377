package io.lethe.formats.torchscript;

import io.lethe.formats.DType;
import io.lethe.formats.MalformedFileException;
import io.lethe.formats.torchscript.Pickle.Call;
import io.lethe.formats.torchscript.Pickle.External;
import io.lethe.formats.torchscript.Pickle.Global;
import io.lethe.formats.torchscript.Pickle.Instance;
import io.lethe.formats.torchscript.ScriptTensor.Kind;
import io.lethe.formats.torchscript.ScriptTensor.Place;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Walks the modules of an archive in torch's order: own parameters, own buffers, then children. */
final class ScriptModule {
  private static final int DEEPEST = 100;
  private static final String PREFIX = "__torch__.";

  private static final Map<String, DType> STORAGES =
      Map.of(
          "torch.FloatStorage", DType.F32,
          "torch.DoubleStorage", DType.F64,
          "torch.HalfStorage", DType.F16,
          "torch.BFloat16Storage", DType.BF16,
          "torch.LongStorage", DType.I64,
          "torch.IntStorage", DType.I32,
          "torch.ShortStorage", DType.I16,
          "torch.CharStorage", DType.I8,
          "torch.ByteStorage", DType.U8,
          "torch.BoolStorage", DType.BOOL);

  private final ScriptCode code;
  private final Instance root;
  private final List<ScriptTensor> tensors = new ArrayList<>();
  // Modules and tensors that are used twice have two names; torch goes by the first.
  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  private ScriptModule(ScriptCode code, Instance root) {
    this.code = code;
    this.root = root;
    walk(root, List.of());
  }

  /**
   * Reads the root object.
   *
   * @throws MalformedFileException if it is no module, or holds a tensor that cannot be trained
   */
  static ScriptModule read(ScriptCode code, byte[] pickle) {
    if (Pickle.read(pickle) instanceof Instance root && root.type().name().startsWith(PREFIX)) {
      return new ScriptModule(code, root);
    }
    throw new MalformedFileException("data.pkl holds no module");
  }

  /** Class of the root. */
  String type() {
    return root.type().name();
  }

  /** Parameters and buffers in state-dict order. */
  List<ScriptTensor> tensors() {
    return List.copyOf(tensors);
  }

  private void walk(Instance module, List<String> path) {
    if (path.size() > DEEPEST) {
      throw new MalformedFileException("modules are nested deeper than %d".formatted(DEEPEST));
    }
    if (!seen.add(module)) {
      return;
    }
    String type = module.type().name();
    register(module, path, code.declared(type, "__parameters__"), Kind.PARAMETER);
    register(module, path, code.declared(type, "__buffers__"), Kind.BUFFER);
    module
        .attributes()
        .forEach(
            (name, value) -> {
              if (value instanceof Instance child && isModule(child)) {
                walk(child, append(path, name.toString()));
              }
            });
  }

  private boolean isModule(Instance instance) {
    String type = instance.type().name();
    if (type.contains(".quantized.") || type.contains("PackedParams")) {
      throw new MalformedFileException(
          "it is quantised (%s): quantised weights cannot be trained; export the float32 model"
              .formatted(type));
    }
    return type.startsWith(PREFIX) && code.text(type).contains("(Module):");
  }

  private void register(Instance module, List<String> path, List<String> names, Kind kind) {
    for (String name : names) {
      Object value = module.attributes().get(name);
      if (value instanceof Call call && seen.add(call)) {
        tensors.add(tensor(call, append(path, name), kind, layer(module.type())));
      } else if (value == null) {
        throw new MalformedFileException(
            "'%s' has no value in data.pkl".formatted(String.join(".", append(path, name))));
      } // else None: an Optional[Tensor] that is absent
    }
  }

  private static List<String> append(List<String> path, String name) {
    List<String> longer = new ArrayList<>(path);
    longer.add(name);
    return List.copyOf(longer);
  }

  /** Without the prefix and the number by which TorchScript tells equal names apart. */
  private static String layer(Global type) {
    return type.name().substring(PREFIX.length()).replaceAll("___torch_mangle_\\d+\\.", "");
  }

  private static ScriptTensor tensor(Call call, List<String> path, Kind kind, String layer) {
    String name = String.join(".", path);
    String function = call.function() instanceof Global g ? g.name() : "?";
    if (function.contains("qtensor")) {
      throw new MalformedFileException(
          "'%s' is quantised: quantised weights cannot be trained; export the float32 model"
              .formatted(name));
    }
    if (!function.equals("torch._utils._rebuild_tensor_v2")) {
      throw new MalformedFileException("'%s' is no plain tensor (%s)".formatted(name, function));
    }
    List<Object> args = call.arguments();
    List<Object> storage = ((External) args.get(0)).id();
    String storageType = ((Global) storage.get(1)).name();
    DType type =
        Optional.ofNullable(STORAGES.get(storageType))
            .orElseThrow(
                () ->
                    new MalformedFileException(
                        "'%s' has elements of %s".formatted(name, storageType)));
    return new ScriptTensor(
        path,
        kind,
        kind == Kind.PARAMETER && args.get(4).equals(true),
        type,
        longs(args.get(2)),
        layer,
        new Place((String) storage.get(2), (Long) args.get(1), longs(args.get(3))));
  }

  private static long[] longs(Object list) {
    return ((List<?>) list).stream().mapToLong(n -> (Long) n).toArray();
  }
}
