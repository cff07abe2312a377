package io.lethe.unlearning;

/** The loss became NaN or infinite: the run cannot go on, and its weights are worthless. */
public class NonFiniteLossException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long step;

  /**
   * Creates the exception.
   *
   * @param epoch zero-based epoch
   * @param step zero-based step over the whole run
   * @param loss the value found
   */
  public NonFiniteLossException(int epoch, long step, double loss) {
    super(
        "loss is %s at epoch %d, step %d; a smaller method.learningRate usually helps"
            .formatted(loss, epoch, step));
    this.step = step;
  }

  /** Zero-based step over the whole run. */
  public long step() {
    return step;
  }
}
