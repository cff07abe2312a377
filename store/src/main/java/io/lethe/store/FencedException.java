package io.lethe.store;

/** A later attempt has taken over: this one must stop and must not write any more. */
public final class FencedException extends StoreException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param location the fenced pointer
   * @param token the refused writer's token
   * @param newer the higher token that was found
   */
  public FencedException(Location location, long token, long newer) {
    super(
        "%s: write with token %d refused: token %d has taken over"
            .formatted(location, token, newer));
  }
}
