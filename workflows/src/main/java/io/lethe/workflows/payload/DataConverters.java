package io.lethe.workflows.payload;

import io.lethe.workflows.Wire;
import io.temporal.common.converter.ByteArrayPayloadConverter;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.common.converter.JacksonJsonPayloadConverter;

/** The data converter that every client and worker of Lethe uses. */
public final class DataConverters {
  /** Largest value in workflow history, in bytes: 256 KiB. */
  public static final int MAX_PAYLOAD_BYTES = 256 << 10;

  private DataConverters() {}

  /** JSON as {@link Wire} writes it, guarded by {@link #MAX_PAYLOAD_BYTES}. */
  public static DataConverter lethe() {
    return DefaultDataConverter.newDefaultInstance()
        .withPayloadConverterOverrides(
            new GuardedPayloadConverter(new ByteArrayPayloadConverter()),
            new GuardedPayloadConverter(new JacksonJsonPayloadConverter(Wire.mapper())));
  }
}
