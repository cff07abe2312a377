package io.lethe.workflows.payload;

import io.lethe.workflows.contract.FailureKind;
import io.temporal.api.common.v1.Payload;
import io.temporal.common.converter.PayloadConverter;
import io.temporal.failure.ApplicationFailure;
import java.lang.reflect.Type;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * Refuses values too large for workflow history: history carries references, never bytes.
 *
 * <p>The refusal is a failure of its own type that is not retried, so it ends the run with a
 * message instead of blocking its workflow task for ever.
 */
final class GuardedPayloadConverter implements PayloadConverter {
  private final PayloadConverter delegate;
  private final ToIntFunction<Payload> size;

  /**
   * Guards a converter.
   *
   * @param size bytes of data that a converted value will have in history
   */
  GuardedPayloadConverter(PayloadConverter delegate, ToIntFunction<Payload> size) {
    this.delegate = delegate;
    this.size = size;
  }

  @Override
  public String getEncodingType() {
    return delegate.getEncodingType();
  }

  @Override
  public Optional<Payload> toData(Object value) {
    Optional<Payload> payload = delegate.toData(value);
    int bytes = payload.map(size::applyAsInt).orElse(0);
    if (bytes > DataConverters.MAX_PAYLOAD_BYTES) {
      throw ApplicationFailure.newNonRetryableFailure(
          "a value of type %s has %d bytes in workflow history; allowed are %d: store it and pass a reference"
              .formatted(value.getClass().getSimpleName(), bytes, DataConverters.MAX_PAYLOAD_BYTES),
          FailureKind.USER.name(),
          "");
    }
    return payload;
  }

  @Override
  public <T> T fromData(Payload content, Class<T> valueClass, Type valueType) {
    return delegate.fromData(content, valueClass, valueType);
  }
}
