package io.lethe.worker.imports;

import io.lethe.store.InvalidLocationException;
import io.lethe.store.Location;
import io.lethe.store.ObjectStore;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.unlearning.data.IdList;
import io.lethe.workflows.request.BaselineSpec;
import io.lethe.workflows.request.CompareRequest;
import io.lethe.workflows.request.DatasetSpec;
import io.lethe.workflows.request.EvaluateSpec;
import io.lethe.workflows.request.ForgetSpec;
import io.lethe.workflows.request.IdListSpec;
import io.lethe.workflows.request.ModelSpec;
import io.lethe.workflows.request.Request;
import io.lethe.workflows.request.RunRequest;
import io.lethe.workflows.request.SearchSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Replaces the local paths of a request by references to staged files.
 *
 * <p>A path is looked for in the folder of the request file first, then in the folder where the
 * command was typed. Ids written into the request are staged as a list of their own, and so is the
 * name of a person, so that they stay out of workflow history.
 */
public final class LocalRefs {
  private final RunRequest request;
  private final List<Path> bases;
  private final Staging staging;
  private final StagedLists lists;

  /**
   * Creates the resolver.
   *
   * @param request the request as it was typed
   * @param bases folders in which relative paths are looked for, in this order; where there are
   *     none, only references are allowed
   * @param store where the files will go; only read
   * @param staging takes the files
   */
  public LocalRefs(RunRequest request, List<Path> bases, ObjectStore store, Staging staging) {
    this.request = request;
    this.bases = List.copyOf(bases);
    this.staging = staging;
    this.lists = new StagedLists(request.name(), store, staging);
  }

  /**
   * The request with references only.
   *
   * @throws InvalidInputException naming the field whose file is missing or not of the right kind
   * @throws IOException if a file cannot be read
   */
  public RunRequest stage() throws IOException {
    return request instanceof CompareRequest comparison
        ? stage(comparison)
        : stage((Request) request);
  }

  private CompareRequest stage(CompareRequest comparison) throws IOException {
    Optional<SearchSpec> search = comparison.search();
    return new CompareRequest(
        comparison.kind(),
        comparison.name(),
        model(comparison.model()),
        dataset(comparison.dataset()),
        forgetSets("forget", comparison.forget()),
        comparison.methods(),
        comparison.seeds(),
        baseline(comparison.baseline()),
        evaluate(comparison.evaluate()),
        comparison.parallelism(),
        search.isEmpty()
            ? search
            : Optional.of(
                new SearchSpec(
                    search.get().seeds(), forgetSets("search.forget", search.get().forget()))),
        comparison.compute(),
        comparison.determinism(),
        comparison.notification());
  }

  private List<ForgetSpec> forgetSets(String field, List<ForgetSpec> sets) throws IOException {
    List<ForgetSpec> staged = new ArrayList<>();
    for (int i = 0; i < sets.size(); i++) {
      staged.add(forget("%s[%d]".formatted(field, i), sets.get(i)));
    }
    return staged;
  }

  private Request stage(Request request) throws IOException {
    return new Request(
        request.kind(),
        request.name(),
        model(request.model()),
        dataset(request.dataset()),
        request.forget().isEmpty()
            ? Optional.empty()
            : Optional.of(forget("forget", request.forget().get())),
        request.retain().isEmpty()
            ? Optional.empty()
            : Optional.of(new IdListSpec(list("retain.idsFrom", request.retain().get().idsFrom()))),
        request.method(),
        baseline(request.baseline()),
        evaluate(request.evaluate()),
        request.gate(),
        request.publish(),
        request.seed(),
        request.compute(),
        request.determinism(),
        request.preset(),
        request.notification());
  }

  private ModelSpec model(ModelSpec model) throws IOException {
    return new ModelSpec(
        optionalWeights("model.ref", model.ref()),
        model.sha256(),
        model.architecture(),
        model.classes(),
        model.normalization());
  }

  private DatasetSpec dataset(DatasetSpec dataset) throws IOException {
    return new DatasetSpec(folder("dataset.ref", dataset.ref()), dataset.sha256(), dataset.split());
  }

  private BaselineSpec baseline(BaselineSpec baseline) throws IOException {
    return new BaselineSpec(
        baseline.mode(), baseline.recipe(), optionalWeights("baseline.ref", baseline.ref()));
  }

  private EvaluateSpec evaluate(EvaluateSpec evaluate) throws IOException {
    return new EvaluateSpec(
        evaluate.metrics(),
        optionalList("evaluate.testIdsFrom", evaluate.testIdsFrom()),
        optionalList("evaluate.membersFrom", evaluate.membersFrom()),
        evaluate.members(),
        evaluate.attacks());
  }

  private ForgetSpec forget(String field, ForgetSpec forget) throws IOException {
    if (forget.idsFrom().isPresent()) {
      return ForgetSpec.from(list(field + ".idsFrom", forget.idsFrom().get()));
    }
    if (forget.ids().isPresent()) {
      return ForgetSpec.from(lists.stage(forget.ids().get()).toString());
    }
    if (forget.subjectFrom().isPresent()) {
      return ForgetSpec.ofSubjectFrom(subject(field + ".subjectFrom", forget.subjectFrom().get()));
    }
    if (forget.subject().isPresent()) {
      return ForgetSpec.ofSubjectFrom(lists.stage(List.of(forget.subject().get())).toString());
    }
    return forget;
  }

  private String subject(String field, String ref) throws IOException {
    if (isObject(field, ref)) {
      return ref;
    }
    String subject = IdList.parseSubject(Files.readAllBytes(file(field, ref)), field);
    return lists.stage(List.of(subject)).toString();
  }

  private Optional<String> optionalList(String field, Optional<String> ref) throws IOException {
    return ref.isEmpty() ? ref : Optional.of(list(field, ref.get()));
  }

  private String list(String field, String ref) throws IOException {
    return isObject(field, ref)
        ? ref
        : lists.stage(IdList.read(file(field, ref), field)).toString();
  }

  private Optional<String> optionalWeights(String field, Optional<String> ref) throws IOException {
    return ref.isEmpty() ? ref : Optional.of(weights(field, ref.get()));
  }

  private String weights(String field, String ref) throws IOException {
    String architecture = request.model().architecture();
    WeightsFiles.requireName(field, ref, architecture);
    if (isObject(field, ref)) {
      return ref;
    }
    return WeightsFiles.stage(field, file(field, ref), architecture, staging).toString();
  }

  private String folder(String field, String ref) throws IOException {
    if (isObject(field, ref)) {
      return ref;
    }
    Path folder = find(field, ref);
    if (!Files.isDirectory(folder)) {
      throw new InvalidInputException(
          field, "found the file '%s'; allowed: a folder or s3://bucket/prefix".formatted(ref));
    }
    return staging.folder(folder).toString();
  }

  private Path file(String field, String ref) {
    Path file = find(field, ref);
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(
          field, "found the folder '%s'; allowed: a file or s3://bucket/key".formatted(ref));
    }
    return file;
  }

  private Path find(String field, String ref) {
    return bases.stream()
        .map(base -> base.resolve(ref).normalize())
        .filter(Files::exists)
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    field,
                    bases.isEmpty()
                        ? "found '%s'; allowed: s3://bucket/key".formatted(ref)
                        : "found '%s', which does not exist; allowed: s3://bucket/key, or a path from %s"
                            .formatted(ref, bases)));
  }

  private static boolean isObject(String field, String ref) {
    if (!Location.isReference(ref)) {
      return false;
    }
    try {
      return !Location.parse(ref.endsWith("/") ? ref.substring(0, ref.length() - 1) : ref)
          .key()
          .isEmpty();
    } catch (InvalidLocationException e) {
      throw new InvalidInputException(field, e.getMessage());
    }
  }
}
