package io.lethe.workflows.contract;

import java.util.Optional;

/**
 * How far a run is; heartbeat details and answer of the progress query.
 *
 * @param stage name of the stage
 * @param phase what the step belonged to, such as {@code forget} or {@code retain}
 * @param epoch zero-based epoch
 * @param epochs number of epochs
 * @param step steps finished
 * @param steps total number of steps, 0 where not known yet
 * @param loss mean loss of the last batch, where there is one
 * @param imagesPerSecond over the last interval
 * @param etaSeconds seconds to the end of the stage at this speed
 */
public record Progress(
    String stage,
    String phase,
    int epoch,
    int epochs,
    long step,
    long steps,
    Optional<Double> loss,
    Optional<Double> imagesPerSecond,
    Optional<Double> etaSeconds) {

  /** The same under the name that a run has for the stage: one that is done twice has two. */
  public Progress in(String name) {
    return new Progress(name, phase, epoch, epochs, step, steps, loss, imagesPerSecond, etaSeconds);
  }

  /** A stage of which no step is known yet. */
  public static Progress of(String stage) {
    return new Progress(
        stage, "", 0, 0, 0, 0, Optional.empty(), Optional.empty(), Optional.empty());
  }
}
