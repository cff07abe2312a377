package io.lethe.workflows.payload;

import io.temporal.payload.codec.PayloadCodecException;

/**
 * A value of workflow history does not decrypt: it was changed, or another key has the same id. The
 * cipher cannot tell these two apart.
 */
public final class PayloadDamagedException extends PayloadCodecException {
  private static final long serialVersionUID = 1L;

  PayloadDamagedException(String id, Throwable cause) {
    super(
        "a value of workflow history does not decrypt with key '%s': it was changed, or %s has another key under this id"
            .formatted(id, PayloadKeys.VARIABLE),
        cause);
  }
}
