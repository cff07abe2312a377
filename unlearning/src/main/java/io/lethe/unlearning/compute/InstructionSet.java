package io.lethe.unlearning.compute;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The vector extensions that PyTorch, oneDNN and MKL choose their kernels by, and so the rounding
 * of every sum.
 */
final class InstructionSet {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  /** Extensions with kernels of their own, weakest first. */
  private static final List<String> EXTENSIONS =
      List.of(
          "sse4_1",
          "avx",
          "avx2",
          "fma",
          "avx512f",
          "avx512bw",
          "avx512_vnni",
          "avx_vnni",
          "avx512_bf16",
          "avx512_fp16",
          "amx_tile",
          "asimd",
          "sve",
          "sve2",
          "bf16");

  /** Variables by which a user caps what the libraries use. */
  private static final List<String> CAPS =
      List.of("ATEN_CPU_CAPABILITY", "ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA", "MKL_CBWR");

  private InstructionSet() {}

  /** Such as {@code amd64 GenuineIntel avx avx2 fma}; only family and caps where unknown. */
  static String describe() {
    List<String> words = new ArrayList<>();
    words.add(System.getProperty("os.arch").toLowerCase(Locale.ROOT));
    words.addAll(fromCpuInfo());
    for (String cap : CAPS) {
      String value = System.getenv(cap);
      if (value != null) {
        words.add(cap + "=" + value);
      }
    }
    return String.join(" ", words);
  }

  private static List<String> fromCpuInfo() {
    List<String> words = new ArrayList<>();
    if (!Files.isReadable(CPU_INFO)) {
      return words;
    }
    try {
      for (String line : Files.readAllLines(CPU_INFO)) {
        if (line.isBlank() && !words.isEmpty()) {
          break; // the first processor stands for all
        }
        String value = line.substring(line.indexOf(':') + 1).strip();
        if (line.startsWith("vendor_id")) {
          words.add(value);
        } else if (line.startsWith("flags") || line.startsWith("Features")) {
          Set<String> flags = new HashSet<>(Arrays.asList(value.split("\\s+", -1)));
          EXTENSIONS.stream().filter(flags::contains).forEach(words::add);
        }
      }
    } catch (IOException e) {
      words.add("unknown");
    }
    return words;
  }
}
