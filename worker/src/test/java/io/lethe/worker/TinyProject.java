package io.lethe.worker;

import ai.djl.Device;
import io.lethe.formats.Safetensors;
import io.lethe.unlearning.compute.Engines;
import io.lethe.unlearning.model.Architectures;
import io.lethe.unlearning.model.Network;
import io.lethe.unlearning.model.Normalization;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/**
 * A folder with what a newcomer would have: 60 + 30 images in three classes as PNG sheets, a fresh
 * ResNet-20s without a training manifest, and request files.
 */
public final class TinyProject {
  /** Threads of every request in tests: a process computes with one number only. */
  public static final int THREADS = 2;

  private static final int CLASSES = 3;
  private static final int TILE = 32;
  private static final int COLUMNS = 10;

  private final Path folder;

  private TinyProject(Path folder) {
    this.folder = folder;
  }

  /** Writes the project into an empty folder. */
  public static TinyProject create(Path folder) throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    sheet(data, "train", 60);
    sheet(data, "test", 30);
    Engines.useThreads(THREADS);
    try (Network network =
        Network.create(
            Architectures.get("resnet20s"), CLASSES, Normalization.CIFAR10, 1, Device.cpu())) {
      Safetensors.write(network.export(), folder.resolve("model.safetensors"));
    }
    return new TinyProject(folder);
  }

  private static void sheet(Path data, String name, int records) throws IOException {
    Random random = new Random(records);
    BufferedImage image =
        new BufferedImage(COLUMNS * TILE, records / COLUMNS * TILE, BufferedImage.TYPE_INT_RGB);
    byte[] labels = new byte[records];
    for (int record = 0; record < records; record++) {
      labels[record] = (byte) (record % CLASSES);
      int bright = 0xff << (8 * labels[record]);
      for (int pixel = 0; pixel < TILE * TILE; pixel++) {
        image.setRGB(
            record % COLUMNS * TILE + pixel % TILE,
            record / COLUMNS * TILE + pixel / TILE,
            bright ^ random.nextInt(0x404040));
      }
    }
    ImageIO.write(image, "png", data.resolve(name + ".png").toFile());
    Files.write(data.resolve(name + ".labels"), labels);
  }

  /** The folder. */
  public Path folder() {
    return folder;
  }

  /** Writes a request file. */
  public Path request(String name, String yaml) throws IOException {
    return Files.writeString(folder.resolve(name), yaml);
  }

  /** A request that trains two epochs. */
  public static String training(String name) {
    return """
        kind: train
        name: %s
        model: {architecture: resnet20s, classes: 3, normalization: {mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25]}}
        dataset: {ref: data}
        method: {name: retrain, epochs: 2, learningRate: 0.05, batchSize: 20}
        seed: 1
        compute: {device: cpu, threads: %d}
        determinism: {augment: false}
        """
        .formatted(name, THREADS);
  }

  /** A request that forgets a tenth of the records with SalUn. */
  public static String unlearning(String name, String model) {
    return """
        kind: unlearn
        name: %s
        model: {ref: %s, architecture: resnet20s, classes: 3}
        dataset: {ref: data}
        forget: {random: {fraction: 0.1, seed: 1}}
        method: {name: salun, epochs: 1, learningRate: 0.01, batchSize: 20}
        publish: {to: s3://released/tiny}
        seed: 1
        compute: {device: cpu, threads: %d}
        determinism: {augment: false}
        """
        .formatted(name, model, THREADS);
  }

  /** The shortest request whose run waits for a person before anything is released. */
  public static String awaitingApproval(String name) {
    return unlearning(name, "model.safetensors").replace("salun", "ga")
        + "gate: {approval: required}\nevaluate: {metrics: [ua]}\n";
  }
}
