package io.lethe.worker.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.store.ObjectStore;
import io.lethe.worker.imports.LocalRefs;
import io.lethe.worker.imports.Staging;
import io.lethe.workflows.Wire;
import io.lethe.workflows.request.Request;
import io.lethe.workflows.request.RequestReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Requests over the bundled samples, with what they refer to stored. */
final class SampleRequests {
  private SampleRequests() {}

  /** Refuses to go on without the samples of a checkout. */
  static void require(Path samples) throws FileNotFoundException {
    if (!Files.isDirectory(samples)) {
      throw new FileNotFoundException(samples + ": this bench needs a checkout of the project");
    }
  }

  /**
   * Imports what a request refers to.
   *
   * @param bases folders in which its paths are looked for
   */
  static Request store(String text, List<Path> bases, ObjectStore store) throws IOException {
    Staging staging = new Staging();
    Request request =
        (Request) new LocalRefs(RequestReader.read(text), bases, store, staging).stage();
    staging.upload(store);
    return request;
  }

  /** The same request under another name, with another seed. */
  static Request named(Request request, String name, int seed) {
    ObjectNode tree = Wire.mapper().valueToTree(request);
    return RequestReader.read(tree.put("name", name).put("seed", seed).toString());
  }
}
