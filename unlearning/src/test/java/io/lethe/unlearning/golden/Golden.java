package io.lethe.unlearning.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.formats.Safetensors;
import io.lethe.formats.TensorFile;
import io.lethe.unlearning.model.Normalization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * The golden vectors: the project's own copies of the small ones, and the whole set where a folder
 * {@code shared} is found beside the checkout.
 */
public final class Golden {
  /** Normalisation of the trained ResNets. */
  public static final Normalization IMAGENET = Normalization.IMAGENET;

  private static final ObjectMapper JSON = new ObjectMapper();

  private Golden() {}

  /** The cases kept with the project. */
  public static JsonNode ownCase(String name) {
    try (InputStream in = own("index.json")) {
      return JSON.readTree(in).get("cases").get(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A tensor file kept with the project. */
  public static TensorFile ownTensors(String file) {
    try (InputStream in = own(file)) {
      return Safetensors.read(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static InputStream own(String file) {
    InputStream in = Golden.class.getResourceAsStream("/golden/" + file);
    Assertions.assertNotNull(in, "test resource golden/" + file + " is missing");
    return in;
  }

  /** The shared folder; skips the test where there is none. */
  public static Path shared() {
    Optional<Path> found = find();
    Assumptions.assumeTrue(
        found.isPresent(),
        "no folder shared/golden beside the checkout; LETHE_SHARED may name the shared folder");
    return found.orElseThrow();
  }

  private static Optional<Path> find() {
    String named = System.getProperty("lethe.shared", System.getenv("LETHE_SHARED"));
    if (named != null) {
      return Optional.of(Path.of(named));
    }
    for (Path p = Path.of("").toAbsolutePath(); p != null; p = p.getParent()) {
      if (Files.isDirectory(p.resolve("shared/golden"))) {
        return Optional.of(p.resolve("shared"));
      }
    }
    return Optional.empty();
  }

  /** A case of the whole set. */
  public static JsonNode sharedCase(String name) {
    try {
      return JSON.readTree(shared().resolve("golden/index.json").toFile()).get("cases").get(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A tensor file of the whole set. */
  public static TensorFile sharedTensors(String file) {
    return Safetensors.read(shared().resolve("golden").resolve(file));
  }
}
