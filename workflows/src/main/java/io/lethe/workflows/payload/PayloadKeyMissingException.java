package io.lethe.workflows.payload;

import io.temporal.payload.codec.PayloadCodecException;

/** A value of workflow history is encrypted with a key that this process has not been given. */
public final class PayloadKeyMissingException extends PayloadCodecException {
  private static final long serialVersionUID = 1L;

  PayloadKeyMissingException(String id, PayloadKeys keys) {
    super(
        "workflow history is encrypted with key '%s', and %s names %s; allowed: the file of keys that the workers have"
            .formatted(
                id,
                PayloadKeys.VARIABLE,
                keys.isEmpty() ? "no keys" : "only the keys " + keys.ids()));
  }
}
