package io.lethe.activities.stage;

import io.lethe.unlearning.data.Augmentation;
import io.lethe.unlearning.method.Hyperparameters;
import io.lethe.unlearning.method.MaskUpdate;
import io.lethe.unlearning.method.Order;
import io.lethe.unlearning.method.RandomLabels;
import io.lethe.unlearning.method.Schedule;
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
final class MethodSettings {
  private static final Schedule CONSTANT = new Schedule.Milestones(List.of(), 1);

  private MethodSettings() {}

  static Hyperparameters hyperparameters(Request request) {
    MethodSpec method = request.method();
    return new Hyperparameters(
        method.epochs(),
        method.learningRate(),
        method.batchSize(),
        method.momentum(),
        method.weightDecay(),
        method.schedule().map(MethodSettings::schedule).orElse(CONSTANT),
        method.warmupEpochs(),
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
