package io.lethe.workflows.request;

import java.util.Optional;

/**
 * The unlearning method and its hyper-parameters (spec/classification 4, 5, 7).
 *
 * @param name {@code retrain}, {@code ft}, {@code rl}, {@code ga} or {@code salun}
 * @param epochs passes of the method
 * @param learningRate SGD's rate η
 * @param batchSize images a step B, last partial batch kept
 * @param momentum SGD's momentum μ
 * @param weightDecay weight decay λ on every parameter
 * @param schedule how the rate falls, constant where absent
 * @param warmupEpochs epochs of linear warm-up to {@code learningRate}
 * @param mask which weights may change, all where absent
 * @param order {@code sequential} or {@code mixed}, for methods with forget and retain batches
 * @param randomLabels how labels of D_f are drawn, for methods that draw them
 */
public record MethodSpec(
    String name,
    int epochs,
    double learningRate,
    int batchSize,
    double momentum,
    double weightDecay,
    Optional<ScheduleSpec> schedule,
    int warmupEpochs,
    Optional<MaskSpec> mask,
    Optional<String> order,
    Optional<String> randomLabels) {}
