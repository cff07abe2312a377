package io.lethe.workflows.contract;

/**
 * A person's word: input of the updates approve, reject and cancel.
 *
 * @param by who says so
 * @param reason why; may be empty
 */
public record Decision(String by, String reason) {
  /** A decision without a reason has an empty one. */
  public Decision {
    reason = reason == null ? "" : reason;
  }

  /** Who and why, in one line. */
  @Override
  public String toString() {
    return reason.isBlank() ? by : by + ": " + reason;
  }
}
