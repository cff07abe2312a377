package io.lethe.unlearning.model;

import ai.djl.Device;
import io.lethe.formats.torchscript.ScriptArchive;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;

/** The small archives that {@code src/test/python/torchscript_models.py} wrote. */
public final class Scripts {
  private Scripts() {}

  /** A file kept with the project. */
  public static Path file(String name) {
    URL url = Scripts.class.getResource("/torchscript/" + name);
    Assertions.assertNotNull(url, "test resource torchscript/" + name + " is missing");
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The classifier of three classes. */
  public static ScriptArchive tiny() {
    return ScriptArchive.read(file("tiny.pt"));
  }

  /** The same, loaded. */
  public static Network network() {
    return Network.load(TinyNetwork.CLASSES, Optional.empty(), tiny(), Device.cpu());
  }
}
