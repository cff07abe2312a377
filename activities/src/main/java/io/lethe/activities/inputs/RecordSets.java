package io.lethe.activities.inputs;

import io.lethe.store.ObjectStore;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.unlearning.data.ForgetSelection;
import io.lethe.unlearning.data.IdList;
import io.lethe.unlearning.data.Partition;
import io.lethe.unlearning.data.RecordIndex;
import io.lethe.unlearning.data.RetainSet;
import io.lethe.unlearning.data.Split;
import io.lethe.unlearning.data.TestSet;
import io.lethe.unlearning.random.DrawGenerator;
import io.lethe.workflows.request.ForgetSpec;
import io.lethe.workflows.request.RandomSpec;
import io.lethe.workflows.request.Request;
import io.lethe.workflows.request.SplitSpec;
import io.lethe.workflows.request.TwoSplitLeak;
import java.util.List;
import java.util.Optional;

/**
 * The records of a run, as positions in the data set.
 *
 * <p>The population is the training split of which, where a training manifest is known, only the
 * records are left that the model has been trained on and has not been told to forget before. So
 * D_r can never re-teach what an earlier request made it forget.
 *
 * @param population what may be trained on
 * @param forget D_f, empty for training without one
 * @param retain D_r
 * @param test test records
 * @param members members for MIA as listed in the request; empty where none are listed
 * @param testWithoutForgottenClass whether the test records lack a forgotten class
 * @param neverTrained how many of the population the model was never trained on: none, but for a
 *     known leak ({@link TwoSplitLeak})
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RecordSets(
    int[] population,
    int[] forget,
    int[] retain,
    int[] test,
    Optional<int[]> members,
    boolean testWithoutForgottenClass,
    int neverTrained) {

  /**
   * Resolves the selections of a request.
   *
   * @param store where lists of ids are
   * @param request the request, with references only
   * @param index the records
   * @param manifest what the model was trained on, where known
   * @throws InvalidInputException naming the field of whatever does not fit
   */
  public static RecordSets of(
      ObjectStore store, Request request, RecordIndex index, Optional<Manifests> manifest) {
    return new Resolution(new IdLists(store), request, index).resolve(manifest);
  }

  private record Resolution(IdLists lists, Request request, RecordIndex index) {
    RecordSets resolve(Optional<Manifests> manifest) {
      SplitSpec spec = request.dataset().split();
      int[] split = split(spec, spec.seed());
      Optional<int[]> leaked = spec.twoSplitLeak().map(leak -> split(spec, leak.trainedSeed()));
      leaked.ifPresent(trained -> manifest.ifPresent(m -> requireTrainedOn(m, trained)));
      int[] population =
          leaked.isPresent() ? split : manifest.map(m -> m.trained(index, split)).orElse(split);
      if (population.length == 0) {
        throw new InvalidInputException(
            "dataset.ref", "the model was trained on none of these records");
      }
      Optional<ForgetSelection> selection = request.forget().map(this::selection);
      int[] forget = selection.map(s -> forget(s, split, population, manifest)).orElse(new int[0]);
      int[] retain =
          request.retain().isPresent()
              ? RetainSet.of(index, population, forget, ids("retain.idsFrom"), "retain.idsFrom")
              : RetainSet.complement(population, forget);
      Optional<String> listed = request.evaluate().testIdsFrom();
      boolean classLess =
          listed.isEmpty()
              && selection.filter(s -> s instanceof ForgetSelection.OfClass).isPresent();
      int never = leaked.map(l -> RetainSet.complement(split, l).length).orElse(0);
      return new RecordSets(
          population, forget, retain, test(selection), members(), classLess, never);
    }

    /** Else the leak would teach again what the model was told to forget. */
    private void requireTrainedOn(Manifests manifest, int[] trained) {
      if (!manifest.isExactly(index.ids(trained))) {
        throw new InvalidInputException(
            "dataset.split.twoSplitLeak.trainedSeed",
            "the model's training manifest is not the split of this seed; allowed is the seed of a"
                + " model that was trained on exactly that split and has forgotten nothing yet");
      }
    }

    private int[] split(SplitSpec split, long seed) {
      DrawGenerator generator = DrawGenerator.parse(split.generator(), "dataset.split.generator");
      return Split.draw(index, split.validationFraction(), seed, generator).training();
    }

    /** Ids are looked for in the whole split first, so that the message can tell why one is not. */
    private int[] forget(
        ForgetSelection selection, int[] split, int[] population, Optional<Manifests> manifest) {
      if (!(selection instanceof ForgetSelection.Ids) || manifest.isEmpty()) {
        return selection.positions(index, population);
      }
      int[] positions = selection.select(index, split);
      IdList.requireWithin(
          index, positions, population, "the model's training manifest", selection.field());
      return selection.positions(index, population);
    }

    private ForgetSelection selection(ForgetSpec forget) {
      if (forget.random().isPresent()) {
        return random(forget.random().get());
      }
      if (forget.ids().isPresent()) {
        return new ForgetSelection.Ids(forget.ids().get());
      }
      if (forget.idsFrom().isPresent()) {
        return new ForgetSelection.Ids(ids("forget.idsFrom"), "forget.idsFrom");
      }
      if (forget.ofClass().isPresent()) {
        return new ForgetSelection.OfClass(forget.ofClass().get());
      }
      if (forget.subjectFrom().isPresent()) {
        String field = "forget.subjectFrom";
        return new ForgetSelection.OfSubject(
            lists.subject(field, forget.subjectFrom().get()), field);
      }
      return new ForgetSelection.OfSubject(forget.subject().orElseThrow());
    }

    private static ForgetSelection random(RandomSpec random) {
      DrawGenerator generator = DrawGenerator.parse(random.generator(), "forget.random.generator");
      return random.fraction().isPresent()
          ? new ForgetSelection.RandomFraction(random.fraction().get(), random.seed(), generator)
          : new ForgetSelection.RandomCount(random.count().orElseThrow(), random.seed(), generator);
    }

    private List<String> ids(String field) {
      String ref =
          switch (field) {
            case "retain.idsFrom" -> request.retain().orElseThrow().idsFrom();
            case "forget.idsFrom" -> request.forget().flatMap(ForgetSpec::idsFrom).orElseThrow();
            case "evaluate.testIdsFrom" -> request.evaluate().testIdsFrom().orElseThrow();
            default -> request.evaluate().membersFrom().orElseThrow();
          };
      return lists.read(field, ref);
    }

    private int[] test(Optional<ForgetSelection> selection) {
      String field = "evaluate.testIdsFrom";
      if (request.evaluate().testIdsFrom().isPresent()) {
        return IdList.resolve(index, ids(field), field);
      }
      return selection
          .map(s -> TestSet.positions(index, s))
          .orElseGet(() -> index.positions(Partition.TEST));
    }

    private Optional<int[]> members() {
      String field = "evaluate.membersFrom";
      return request.evaluate().membersFrom().map(ref -> IdList.resolve(index, ids(field), field));
    }
  }
}
