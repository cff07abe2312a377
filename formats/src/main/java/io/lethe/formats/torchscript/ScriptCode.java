package io.lethe.formats.torchscript;

import io.lethe.formats.MalformedFileException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The source texts of an archive: what its classes declare, and what is refused in them. */
final class ScriptCode {
  private static final Pattern STRING = Pattern.compile("\"([^\"]*)\"");

  /** Operators whose argument of that index says training or evaluation. */
  private static final Map<String, Integer> MODE_ARGUMENT =
      Map.of(
          "batch_norm", 5,
          "_batch_norm_impl_index", 5,
          "instance_norm", 5,
          "dropout", 2,
          "dropout_", 2,
          "feature_dropout", 2,
          "feature_dropout_", 2,
          "alpha_dropout", 2,
          "alpha_dropout_", 2,
          "native_dropout", 2);

  private static final Pattern CALL = Pattern.compile("\\btorch\\.(\\w+)\\(");

  /** Operators that read or write files. */
  private static final Set<String> FILES = Set.of("save", "load", "from_file");

  private static final Pattern OTHER_OPERATORS = Pattern.compile("\\bops\\.(?!prim\\.)[\\w.]+");

  private final Map<String, String> files = new LinkedHashMap<>();

  /** The texts among the entries of an archive. */
  ScriptCode(Map<String, byte[]> entries) {
    entries.forEach(
        (name, bytes) -> {
          if (name.startsWith("code/") && name.endsWith(".py")) {
            files.put(name, new String(bytes, StandardCharsets.UTF_8));
          }
        });
  }

  /** A class's text, from its first line to the next one. */
  String text(String type) {
    int dot = type.lastIndexOf('.');
    String file = "code/" + type.substring(0, dot).replace('.', '/') + ".py";
    String all = files.getOrDefault(file, "");
    Matcher begin =
        Pattern.compile(
                "^class " + Pattern.quote(type.substring(dot + 1)) + "\\(.*$", Pattern.MULTILINE)
            .matcher(all);
    if (!begin.find()) {
      throw new MalformedFileException("class '%s' has no code".formatted(type));
    }
    Matcher end = Pattern.compile("^\\S", Pattern.MULTILINE).matcher(all);
    return all.substring(begin.start(), end.find(begin.end()) ? end.start() : all.length());
  }

  /** The names in a class's list {@code __parameters__} or {@code __buffers__}. */
  List<String> declared(String type, String list) {
    Matcher line =
        Pattern.compile("^  " + list + " = \\[(.*)]", Pattern.MULTILINE).matcher(text(type));
    List<String> names = new ArrayList<>();
    if (line.find()) {
      Matcher name = STRING.matcher(line.group(1));
      while (name.find()) {
        names.add(name.group(1));
      }
    }
    return names;
  }

  /**
   * Holds the root's {@code forward} against what a classifier is: one image batch in, logits out.
   *
   * @throws MalformedFileException if it is another
   */
  void requireClassifier(String root) {
    Matcher forward =
        Pattern.compile("^  def forward\\(([^)]*)\\) -> ([^\n]*):$", Pattern.MULTILINE)
            .matcher(text(root));
    if (!forward.find()) {
      throw new MalformedFileException("the module has no method 'forward'");
    }
    String[] arguments = forward.group(1).split(",\\s*\n\\s*", -1);
    boolean one =
        arguments.length >= 2
            && arguments[1].endsWith(": Tensor")
            && List.of(arguments).subList(2, arguments.length).stream()
                .allMatch(a -> a.contains("="));
    if (!one || !forward.group(2).equals("Tensor")) {
      throw new MalformedFileException(
          "forward is (%s) -> %s; allowed is one Tensor (images) to one Tensor (logits)"
              .formatted(
                  String.join(", ", List.of(arguments).subList(1, arguments.length)),
                  forward.group(2)));
    }
  }

  /**
   * Refuses code that was traced, reads or writes files, or needs operators outside PyTorch.
   *
   * @throws MalformedFileException saying which and where
   */
  void check() {
    files.forEach(
        (file, text) -> {
          Matcher other = OTHER_OPERATORS.matcher(text);
          if (other.find()) {
            throw new MalformedFileException(
                other.group().contains("quantized")
                    ? "it is quantised ('%s'): quantised weights cannot be trained; export the float32 model"
                        .formatted(other.group())
                    : "its code calls '%s', which is no operator of plain PyTorch"
                        .formatted(other.group()));
          }
          Matcher call = CALL.matcher(text);
          while (call.find()) {
            check(file, call.group(1), text, call.end());
          }
        });
  }

  private static void check(String file, String operator, String text, int begin) {
    if (FILES.contains(operator)) {
      throw new MalformedFileException(
          "its code calls 'torch.%s', which reads or writes files".formatted(operator));
    }
    Integer index = MODE_ARGUMENT.get(operator);
    if (index == null) {
      return;
    }
    List<String> arguments = arguments(text, begin);
    if (index < arguments.size() && arguments.get(index).matches("True|False")) {
      throw traced(
          "%s calls 'torch.%s' with its mode fixed to %s"
              .formatted(file, operator, arguments.get(index)));
    }
  }

  /** The refusal of traced modules. */
  static MalformedFileException traced(String evidence) {
    return new MalformedFileException(
        "it was traced (%s): torch.jit.trace writes the mode of tracing into the code, so batch normalisation and dropout cannot be switched between training and evaluation; export with torch.jit.script(model)"
            .formatted(evidence));
  }

  /** Arguments of a call, from behind its opening parenthesis. */
  private static List<String> arguments(String text, int begin) {
    List<String> arguments = new ArrayList<>();
    int depth = 0;
    boolean quoted = false;
    int from = begin;
    for (int i = begin; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted) {
        quoted = c != '"' || text.charAt(i - 1) == '\\';
      } else if (c == '"') {
        quoted = true;
      } else if (c == '(' || c == '[') {
        depth++;
      } else if (depth == 0 && (c == ',' || c == ')')) {
        arguments.add(text.substring(from, i).strip());
        from = i + 1;
        if (c == ')') {
          break;
        }
      } else if (c == ')' || c == ']') {
        depth--;
      }
    }
    return arguments;
  }
}
