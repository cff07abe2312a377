package io.lethe.worker.serve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.worker.runtime.Home;
import io.lethe.worker.runtime.Session;
import io.lethe.worker.runtime.Submission;
import io.lethe.workflows.Wire;
import io.lethe.workflows.request.RequestReader;
import io.lethe.workflows.request.RunRequest;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The request of {@code lethe demo}, for runs that are started over HTTP. */
final class Demo {
  private Demo() {}

  /** Under that name, with its files in the store. */
  static RunRequest named(Session session, String name) throws IOException {
    Path file = Home.resolve("examples/demo.yaml");
    if (!Files.isRegularFile(file)) {
      throw new FileNotFoundException(file.getFileName() + ": the demo needs its sample data");
    }
    RunRequest stored =
        Submission.of(session, RequestReader.readRun(file), List.of(file.getParent())).upload();
    ObjectNode tree = Wire.mapper().valueToTree(stored);
    return Wire.mapper().treeToValue(tree.put("name", name), RunRequest.class);
  }
}
