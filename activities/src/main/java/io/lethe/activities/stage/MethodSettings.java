package io.lethe.activities.stage;

import io.lethe.unlearning.data.Augmentation;
import io.lethe.unlearning.method.BoundaryExpand;
import io.lethe.unlearning.method.BoundaryShrink;
import io.lethe.unlearning.method.Hyperparameters;
import io.lethe.unlearning.method.Influence;
import io.lethe.unlearning.method.L1Sparse;
import io.lethe.unlearning.method.MaskUpdate;
import io.lethe.unlearning.method.Order;
import io.lethe.unlearning.method.RandomLabels;
import io.lethe.unlearning.method.SalUnSoft;
import io.lethe.unlearning.method.Schedule;
import io.lethe.unlearning.method.UnlearningMethod;
import io.lethe.unlearning.method.UnlearningMethods;
import io.lethe.unlearning.model.NewRow;
import io.lethe.unlearning.model.PixelLayout;
import io.lethe.unlearning.saliency.SaliencyDefinition;
import io.lethe.workflows.request.MaskSpec;
import io.lethe.workflows.request.MethodSpec;
import io.lethe.workflows.request.Request;
import io.lethe.workflows.request.ScheduleSpec;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** From the words of a request to the settings of the science. */
public final class MethodSettings {
  private static final Schedule CONSTANT = new Schedule.Milestones(List.of(), 1);

  /** What stands where a method has no optimizer; nothing depends on it. */
  private static final Hyperparameters ONE_SHOT = Hyperparameters.defaults().with(1, 1, 1);

  private MethodSettings() {}

  /** The method with its own parameters. */
  public static UnlearningMethod method(MethodSpec spec) {
    return switch (spec.name()) {
      case "iu" ->
          new Influence(
              spec.alpha().orElseThrow(),
              spec.samples().orElseThrow(),
              spec.firstSample().orElse(0),
              spec.damping().orElse(1.0),
              choose(Influence.Form.class, spec.form(), Influence.Form.REFERENCE));
      case "be" -> new BoundaryExpand(choose(NewRow.class, spec.newRow(), NewRow.RANDOM));
      case "bs" -> new BoundaryShrink(spec.epsilon().orElseThrow());
      case "l1-sparse" ->
          new L1Sparse(
              spec.gamma().orElseThrow(),
              spec.noL1Epochs().orElse(0),
              choose(L1Sparse.Form.class, spec.form(), L1Sparse.Form.REFERENCE));
      case "salun-soft" ->
          new SalUnSoft(
              spec.maskRatio().orElseThrow(),
              choose(SalUnSoft.Form.class, spec.form(), SalUnSoft.Form.REFERENCE));
      default -> UnlearningMethods.get(spec.name());
    };
  }

  static Hyperparameters hyperparameters(Request request) {
    MethodSpec method = request.method();
    return new Hyperparameters(
        method.epochs().orElse(ONE_SHOT.epochs()),
        method.learningRate().orElse(ONE_SHOT.learningRate()),
        method.batchSize(),
        method.momentum().orElse(ONE_SHOT.momentum()),
        method.weightDecay().orElse(ONE_SHOT.weightDecay()),
        method.schedule().map(MethodSettings::schedule).orElse(CONSTANT),
        method.warmupEpochs().orElse(0),
        choose(Order.class, method.order(), Order.SEQUENTIAL),
        choose(RandomLabels.class, method.randomLabels(), RandomLabels.UNIFORM),
        choose(MaskUpdate.class, method.mask().map(MaskSpec::update), MaskUpdate.HARD_FREEZE),
        request.determinism().shuffle(),
        request.determinism().augment() ? Augmentation.CROP_FLIP : Augmentation.NONE,
        request.seed());
  }

  /**
   * Without shuffling and augmentation someone follows another implementation step by step: the
   * faster layout rounds otherwise than torch's default, so they would part too early.
   */
  static PixelLayout layout(Request request) {
    boolean followed = !request.determinism().shuffle() && !request.determinism().augment();
    return followed ? PixelLayout.PLAIN : PixelLayout.CHANNELS_LAST;
  }

  static SaliencyDefinition saliency(MaskSpec mask) {
    return SaliencyDefinition.parse(mask.score(), mask.mode(), mask.weighting());
  }

  private static Schedule schedule(ScheduleSpec schedule) {
    return schedule.kind().equals("cosine")
        ? new Schedule.Cosine()
        : new Schedule.Milestones(schedule.milestones(), schedule.factor());
  }

  private static <E extends Enum<E>> E choose(Class<E> type, Optional<String> name, E standard) {
    return name.map(n -> Enum.valueOf(type, n.toUpperCase(Locale.ROOT).replace('-', '_')))
        .orElse(standard);
  }
}
