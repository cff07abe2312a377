package io.lethe.unlearning.golden;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.formats.Digests;
import io.lethe.formats.Safetensors;
import io.lethe.formats.TensorFile;
import io.lethe.unlearning.Shared;
import io.lethe.unlearning.data.Dataset;
import io.lethe.unlearning.data.DatasetReader;
import io.lethe.unlearning.model.Architectures;
import io.lethe.unlearning.model.Network;
import io.lethe.unlearning.model.Normalization;
import io.lethe.unlearning.saliency.SaliencyScores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Assertions;

/**
 * The golden vectors: the project's own copies of the small ones, and the whole set where a shared
 * folder lies beside the checkout.
 */
public final class Golden {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Golden() {}

  /** A file or folder kept with the project. */
  public static Path own(String name) {
    URL url = Golden.class.getResource("/golden/" + name);
    Assertions.assertNotNull(url, "test resource golden/" + name + " is missing");
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A case kept with the project. */
  public static JsonNode ownCase(String name) {
    return read(own("index.json")).get("cases").get(name);
  }

  /** A case of another index kept with the project. */
  public static JsonNode ownCase(String index, String name) {
    return read(own(index)).get(name);
  }

  /** The bytes of a file kept with the project. */
  public static byte[] ownBytes(String file) {
    try {
      return Files.readAllBytes(own(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An array of integers. */
  public static int[] ints(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::intValue).toArray();
  }

  /** An array of numbers. */
  public static double[] doubles(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false)
        .mapToDouble(JsonNode::doubleValue)
        .toArray();
  }

  /** SHA-256 over little-endian int32, as the golden files state index lists. */
  public static String sha256OfInt32(int[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(values);
    return Digests.sha256(bytes);
  }

  /** A tensor file kept with the project. */
  public static TensorFile ownTensors(String file) {
    return Safetensors.read(own(file));
  }

  /** The 500 images of D_f, in ascending order. */
  public static Dataset forgetSet() {
    return DatasetReader.open(own("images"), 10);
  }

  /** A case of the whole set; skips the test where there is none. */
  public static JsonNode sharedCase(String name) {
    return read(Shared.require("golden/index.json")).get("cases").get(name);
  }

  /** A tensor file of the whole set; skips the test where there is none. */
  public static TensorFile sharedTensors(String file) {
    return Safetensors.read(Shared.require("golden/" + file));
  }

  private static JsonNode read(Path file) {
    try {
      return JSON.readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The trained ResNet-20. */
  public static Network resnet20() {
    return Network.load(
        Architectures.get("resnet20s"),
        10,
        Optional.of(Normalization.IMAGENET),
        ownTensors("resnet20.safetensors"),
        Device.cpu());
  }

  /** Names of the parameters of ResNet-20 in definition order. */
  public static List<String> resnet20Parameters() {
    List<String> names = new ArrayList<>();
    ownCase("C1").get("parameters").forEach(p -> names.add(p.get(0).asText()));
    return names;
  }

  /** The signed gradient sum G of case C2. */
  public static SaliencyScores storedScores() {
    TensorFile stored = ownTensors("c2_gradient_sum.safetensors");
    Map<String, float[]> values = new LinkedHashMap<>();
    Map<String, long[]> shapes = new LinkedHashMap<>();
    for (String name : resnet20Parameters()) {
      values.put(name, stored.get(name).floats());
      shapes.put(name, stored.get(name).shape());
    }
    return new SaliencyScores(values, shapes, "abs-of-sum eval batch");
  }
}
