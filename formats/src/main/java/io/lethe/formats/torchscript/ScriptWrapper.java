package io.lethe.formats.torchscript;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A module around a module. The engine's interface gives the parameters of a module, but not its
 * buffers; a method that returns all of them does.
 */
final class ScriptWrapper {
  private static final String NAME = "lethe_wrapper";
  private static final String TYPE = "__torch__." + NAME + ".Wrapper";

  private final ScriptModule module;

  ScriptWrapper(ScriptModule module) {
    this.module = module;
  }

  Map<String, byte[]> around(Map<String, byte[]> entries) {
    Map<String, byte[]> wrapped = new LinkedHashMap<>(entries);
    // They map code to the lines it came from, for error messages that name the user's folders.
    wrapped.keySet().removeIf(name -> name.endsWith(".debug_pkl"));
    wrapped.put("code/__torch__/" + NAME + ".py", ascii(code()));
    wrapped.put("data.pkl", pickle(entries.get("data.pkl")));
    return wrapped;
  }

  private String code() {
    String tensors =
        module.tensors().stream().map(ScriptWrapper::access).collect(Collectors.joining(", "));
    return """
    class Wrapper(Module):
      __parameters__ = []
      __buffers__ = []
      training : bool
      model : %2$s
      def forward(self: %1$s,
        x: Tensor) -> Tensor:
        model = self.model
        return (model).forward(x, )
      def tensors(self: %1$s) -> List[Tensor]:
        model = self.model
        return [%3$s]
    """
        .formatted(TYPE, module.type(), tensors);
  }

  /** {@code getattr(getattr(model, "body"), "0")}: names need not be identifiers. */
  private static String access(ScriptTensor tensor) {
    String text = "model";
    for (String name : tensor.path()) {
      text = "getattr(%s, \"%s\")".formatted(text, name);
    }
    return "unchecked_cast(Tensor, %s)".formatted(text); // a bias is an Optional[Tensor]
  }

  /** The object of the original pickle as the attribute {@code model} of a new one. */
  private static byte[] pickle(byte[] original) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x80, 2, 'c'});
    out.writeBytes(ascii("__torch__." + NAME + "\nWrapper\n"));
    out.writeBytes(new byte[] {')', (byte) 0x81, '}', '('});
    out.writeBytes(text("training"));
    out.write(0x89);
    out.writeBytes(text("model"));
    out.write(original, 2, original.length - 3); // without its protocol and its end
    out.writeBytes(new byte[] {'u', 'b', '.'});
    return out.toByteArray();
  }

  private static byte[] text(String text) {
    ByteBuffer bytes = ByteBuffer.allocate(5 + text.length()).order(ByteOrder.LITTLE_ENDIAN);
    return bytes.put((byte) 'X').putInt(text.length()).put(ascii(text)).array();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
