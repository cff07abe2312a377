package io.lethe.workflows.request;

import java.util.Optional;

/**
 * The unlearning method and its hyper-parameters (spec/classification 4, 5, 7). What a method does
 * not have is absent; the schema says which has what.
 *
 * @param name {@code retrain}, {@code ft}, {@code rl}, {@code ga}, {@code iu}, {@code be}, {@code
 *     bs}, {@code l1-sparse}, {@code salun} or {@code salun-soft}
 * @param epochs passes of the method; absent for {@code iu}, as are the optimizer's fields
 * @param learningRate SGD's rate η
 * @param batchSize images a step B, last partial batch kept
 * @param momentum SGD's momentum μ
 * @param weightDecay weight decay λ on every parameter
 * @param schedule how the rate falls, constant where absent
 * @param warmupEpochs epochs of linear warm-up to {@code learningRate}
 * @param mask which weights may change, all where absent
 * @param order {@code sequential} or {@code mixed}, for methods with forget and retain batches
 * @param randomLabels how labels of D_f are drawn, for methods that draw them
 * @param form which form of {@code iu}, {@code l1-sparse} or {@code salun-soft}
 * @param gamma γ of {@code l1-sparse}
 * @param noL1Epochs E₀ of {@code l1-sparse}: last epochs without the penalty
 * @param alpha α of {@code iu}
 * @param samples of {@code iu}: how many the Hessian is made of
 * @param firstSample of {@code iu}: where in D_r they begin
 * @param damping of {@code iu}, form {@code woodbury}
 * @param newRow of {@code be}: {@code mean} or {@code random}
 * @param epsilon ε of {@code bs}
 * @param maskRatio ρ of {@code salun-soft}
 */
public record MethodSpec(
    String name,
    Optional<Integer> epochs,
    Optional<Double> learningRate,
    int batchSize,
    Optional<Double> momentum,
    Optional<Double> weightDecay,
    Optional<ScheduleSpec> schedule,
    Optional<Integer> warmupEpochs,
    Optional<MaskSpec> mask,
    Optional<String> order,
    Optional<String> randomLabels,
    Optional<String> form,
    Optional<Double> gamma,
    Optional<Integer> noL1Epochs,
    Optional<Double> alpha,
    Optional<Integer> samples,
    Optional<Integer> firstSample,
    Optional<Double> damping,
    Optional<String> newRow,
    Optional<Double> epsilon,
    Optional<Double> maskRatio) {}
