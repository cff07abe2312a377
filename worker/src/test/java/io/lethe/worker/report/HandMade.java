package io.lethe.worker.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * A comparison made by hand: two trials of Retrain, SalUn, RL and FT (one of FT's fails) at 10 %,
 * and one trial with a stored baseline at 50 %, with a label full of special characters.
 */
final class HandMade {
  /** Test resources of this package. */
  private static final String FOLDER = "/io/lethe/worker/report/";

  private HandMade() {}

  static byte[] bytes(String name) {
    try (InputStream in = HandMade.class.getResourceAsStream(FOLDER + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ReportData data() {
    return ReportData.read("comparison.json", bytes("comparison.json"));
  }
}
