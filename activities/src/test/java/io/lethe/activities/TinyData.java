package io.lethe.activities;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.store.Location;
import io.lethe.store.ObjectStore;
import io.lethe.workflows.Wire;
import io.lethe.workflows.contract.RunInput;
import io.lethe.workflows.request.Request;
import io.lethe.workflows.request.RequestFormat;
import io.lethe.workflows.request.RequestReader;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** Sixty small images of three colours with some noise, and requests about them. */
final class TinyData {
  static final String REF = "s3://data/tiny";
  static final int TRAIN_PER_CLASS = 16;
  static final int TEST_PER_CLASS = 4;
  private static final int SIDE = 32;

  private TinyData() {}

  static void store(ObjectStore store) {
    store(store, "tiny", -1);
  }

  /** Stores the images under a folder, with other pixels in the training images of one class. */
  static void store(ObjectStore store, String folder, int changedClass) {
    store.createBucketIfMissing("data");
    for (int label = 0; label < 3; label++) {
      for (int i = 0; i < TRAIN_PER_CLASS; i++) {
        int number = label == changedClass ? 1000 + i : i;
        put(store, "%s/train/c%d/%02d.png".formatted(folder, label, i), label, number);
      }
      for (int i = 0; i < TEST_PER_CLASS; i++) {
        put(store, "%s/test/c%d/%02d.png".formatted(folder, label, i), label, 100 + i);
      }
    }
  }

  private static void put(ObjectStore store, String key, int label, int number) {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        int noise = (x * 31 + y * 17 + number * 101 + label * 7) % 97;
        image.setRGB(x, y, (0x90 << (8 * label)) + noise * 0x010101);
      }
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", png);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    store.put(new Location("data", key), png.toByteArray());
  }

  static Request train(String name, String more) {
    return RequestReader.read(
        """
        kind: train
        name: %s
        model: {architecture: resnet20s, classes: 3, normalization: {mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25]}}
        dataset: {ref: %s}
        method: {name: retrain, epochs: 2, batchSize: 16, learningRate: 0.05, schedule: {milestones: []}}
        compute: {device: cpu, threads: 1}
        %s
        """
            .formatted(name, REF, more));
  }

  static Request unlearn(String name, String model, String forget, String more) {
    return unlearn(name, REF, model, forget, more);
  }

  static Request unlearn(String name, String data, String model, String forget, String more) {
    return RequestReader.read(
        """
        kind: unlearn
        name: %s
        model: {ref: '%s', architecture: resnet20s, classes: 3}
        dataset: {ref: %s}
        forget: %s
        compute: {device: cpu, threads: 1}
        %s
        """
            .formatted(name, model, data, forget, more));
  }

  /** The same request over another split of the records. */
  static Request withSplit(Request request, String split) {
    ObjectNode tree = RequestFormat.tree(request);
    try {
      ((ObjectNode) tree.get("dataset")).set("split", Wire.mapper().readTree(split));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return RequestReader.read(tree.toString());
  }

  static RunInput input(Request request) {
    return RunInput.of(request, RequestFormat.digest(request));
  }
}
