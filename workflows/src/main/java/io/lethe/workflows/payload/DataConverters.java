package io.lethe.workflows.payload;

import io.lethe.workflows.Wire;
import io.temporal.common.converter.ByteArrayPayloadConverter;
import io.temporal.common.converter.CodecDataConverter;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.common.converter.JacksonJsonPayloadConverter;
import java.util.List;

/** The data converter that every client and worker of Lethe uses. */
public final class DataConverters {
  /** Largest value in workflow history, in bytes, encrypted where it is encrypted: 256 KiB. */
  public static final int MAX_PAYLOAD_BYTES = 256 << 10;

  private DataConverters() {}

  /** JSON as {@link Wire} writes it, guarded by {@link #MAX_PAYLOAD_BYTES}, in plain text. */
  public static DataConverter lethe() {
    return lethe(PayloadKeys.none());
  }

  /**
   * The same, encrypted; messages and stacks of failures too.
   *
   * @param keys the keys; with {@link PayloadKeys#none} history stays readable for everybody
   */
  public static DataConverter lethe(PayloadKeys keys) {
    EncryptionCodec codec = new EncryptionCodec(keys);
    // Also without keys: the codec then says which key is missing.
    return new CodecDataConverter(
        DefaultDataConverter.newDefaultInstance()
            .withPayloadConverterOverrides(
                new GuardedPayloadConverter(new ByteArrayPayloadConverter(), codec::sizeOf),
                new GuardedPayloadConverter(
                    new JacksonJsonPayloadConverter(Wire.mapper()), codec::sizeOf)),
        List.of(codec),
        !keys.isEmpty());
  }
}
