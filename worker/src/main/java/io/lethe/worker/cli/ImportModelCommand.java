package io.lethe.worker.cli;

import io.lethe.store.Location;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.worker.imports.ModelImport;
import io.lethe.worker.imports.Staging;
import io.lethe.worker.runtime.Session;
import io.lethe.workflows.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Copies weights into the object store, with a manifest of what they were trained on. */
@Command(
    name = "import-model",
    description = {
      "Copy weights (safetensors or TorchScript) into the object store, under their digest.",
      "A training manifest that lies beside the file goes with it."
    })
final class ImportModelCommand extends BaseCommand {
  @Mixin private BackendOptions backend;

  @Parameters(paramLabel = "FILE", description = "The weights.")
  private Path file;

  @Option(
      names = "--architecture",
      description = "Check names and shapes against it; torchscript: check that it loads.")
  private String architecture;

  @Option(
      names = "--trained-on",
      paramLabel = "IDS|all",
      description = "File with the ids of the training records, or all of the data set's.")
  private String trainedOn;

  @Option(names = "--dataset", paramLabel = "DIR", description = "The data set of these records.")
  private Path dataset;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  ImportModelCommand(Environment environment) {
    super(environment);
  }

  @Override
  int execute() throws IOException {
    if (trainedOn != null && dataset == null) {
      throw new InvalidInputException("--dataset", "is missing; --trained-on needs its records");
    }
    Staging staging = new Staging();
    ModelImport model = ModelImport.stage(environment.resolve(file), staging);
    staging.keep(model.location());
    if (architecture != null) {
      model.check(architecture);
    }
    Optional<Integer> records = Optional.empty();
    if (trainedOn != null) {
      Path data = environment.resolve(dataset);
      records =
          Optional.of(
              trainedOn.equals("all")
                  ? model.trainedOnAll(data)
                  : model.trainedOn(environment.resolve(Path.of(trainedOn)), data));
    }
    try (Session session = Session.storing(backend.target(environment), environment.variables())) {
      staging.upload(session.store());
    }
    print(model.location(), records);
    return ExitCode.DONE;
  }

  private void print(Location location, Optional<Integer> records) throws IOException {
    if (json) {
      Map<String, Object> answer = new LinkedHashMap<>();
      answer.put("ref", location.toString());
      answer.put("sha256", location.name());
      answer.put("trainedOn", records);
      environment.out().println(Wire.mapper().writeValueAsString(answer));
    } else {
      environment.out().println(location);
      records.ifPresent(n -> environment.out().printf("  trained on %,d records%n", n));
    }
  }
}
