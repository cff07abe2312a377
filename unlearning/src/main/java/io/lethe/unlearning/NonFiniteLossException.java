package io.lethe.unlearning;

/** The loss or a weight became NaN or infinite: the run cannot go on, its weights are worthless. */
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
        "loss is %s at epoch %d, step %d; a smaller method.learningRate (for iu, method.alpha) helps"
            .formatted(loss, epoch, step));
    this.step = step;
  }

  /**
   * Creates the exception for a step whose loss was a number but whose update left none.
   *
   * @param step zero-based step over the whole run
   * @param tensor name of the tensor
   * @param value the value found in it
   */
  public NonFiniteLossException(long step, String tensor, float value) {
    super(
        "'%s' holds %s after step %d; a smaller method.learningRate usually helps"
            .formatted(tensor, value, step));
    this.step = step;
  }

  /** Zero-based step over the whole run. */
  public long step() {
    return step;
  }
}
