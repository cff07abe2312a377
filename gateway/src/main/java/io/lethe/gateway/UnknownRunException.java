package io.lethe.gateway;

/** There is no run of that name. */
public final class UnknownRunException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param run the name that was asked for
   */
  public UnknownRunException(String run) {
    super("found '" + run + "'; allowed: the name of a run");
  }
}
