package io.lethe.unlearning;

/**
 * What one step of a {@link Resumable} did, for progress displays and loss curves.
 *
 * @param phase what the step belongs to: {@code forget}, {@code retain}, {@code mixed}, {@code
 *     train}, {@code saliency}, {@code evaluate}
 * @param epoch zero-based epoch the step belonged to
 * @param epochs number of epochs, 1 where there is only one pass
 * @param step steps finished so far, this one included
 * @param steps total number of steps
 * @param loss mean loss of the batch before the step (natural logarithm), NaN where there is none
 * @param images images in the batch
 */
public record StepReport(
    String phase, int epoch, int epochs, long step, long steps, double loss, int images) {}
