package io.lethe.worker.cli;

import io.lethe.store.Location;
import io.lethe.unlearning.data.Dataset;
import io.lethe.unlearning.data.DatasetReader;
import io.lethe.worker.imports.Staging;
import io.lethe.worker.runtime.Session;
import io.lethe.workflows.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Copies a folder of labelled images into the object store. */
@Command(
    name = "import-dataset",
    description = "Copy a data set into the object store, under the digest of its files.")
final class ImportDatasetCommand extends BaseCommand {
  @Mixin private BackendOptions backend;

  @Parameters(paramLabel = "DIR", description = "The folder.")
  private Path folder;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  ImportDatasetCommand(Environment environment) {
    super(environment);
  }

  @Override
  int execute() throws IOException {
    Path source = environment.resolve(folder);
    // Every image is decoded first: what cannot be read is not stored.
    Dataset data = DatasetReader.open(source);
    Staging staging = new Staging();
    Location location = staging.folder(source);
    staging.keep(location);
    try (Session session = Session.storing(backend.target(environment), environment.variables())) {
      staging.upload(session.store());
    }
    if (json) {
      Map<String, Object> answer = new LinkedHashMap<>();
      answer.put("ref", location.toString());
      answer.put("sha256", location.name());
      answer.put("records", data.size());
      answer.put("classes", data.classes());
      environment.out().println(Wire.mapper().writeValueAsString(answer));
    } else {
      environment
          .out()
          .printf("%s%n  %,d records, %d classes%n", location, data.size(), data.classes());
    }
    return ExitCode.DONE;
  }
}
