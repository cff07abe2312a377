package io.lethe.gateway;

/** A run is not in a state in which it can be done what was asked for. */
public final class WrongStateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message names the run, its state and what is allowed
   */
  public WrongStateException(String message) {
    super(message);
  }
}
