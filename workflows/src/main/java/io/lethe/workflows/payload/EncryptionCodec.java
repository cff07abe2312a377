package io.lethe.workflows.payload;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.temporal.api.common.v1.Payload;
import io.temporal.payload.codec.PayloadCodec;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Encrypts values on their way into workflow history: AES-256 in GCM, with a random nonce of 96
 * bits in front of the ciphertext, in the form of Temporal's own samples, so that their codec
 * servers and other SDKs can read it too. What is not encrypted is read as it is, so that histories
 * from before encryption was switched on go on.
 */
final class EncryptionCodec implements PayloadCodec {
  static final String ENCODING = "binary/encrypted";
  static final String KEY_ID = "encryption-key-id";

  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BYTES = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final PayloadKeys keys;

  EncryptionCodec(PayloadKeys keys) {
    this.keys = keys;
  }

  /** Bytes of data that a value has in history. */
  int sizeOf(Payload payload) {
    return keys.isEmpty()
        ? payload.getData().size()
        : NONCE_BYTES + payload.getSerializedSize() + TAG_BYTES;
  }

  @Override
  public List<Payload> encode(List<Payload> payloads) {
    return keys.isEmpty() ? payloads : payloads.stream().map(this::encrypt).toList();
  }

  @Override
  public List<Payload> decode(List<Payload> payloads) {
    return payloads.stream().map(this::decrypt).toList();
  }

  private Payload encrypt(Payload payload) {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    String id = keys.newest();
    try {
      byte[] hidden =
          cipher(Cipher.ENCRYPT_MODE, keys.find(id).orElseThrow(), nonce)
              .doFinal(payload.toByteArray());
      return Payload.newBuilder()
          .putMetadata("encoding", ByteString.copyFromUtf8(ENCODING))
          .putMetadata("encryption-cipher", ByteString.copyFromUtf8(CIPHER))
          .putMetadata(KEY_ID, ByteString.copyFromUtf8(id))
          .setData(ByteString.copyFrom(nonce).concat(ByteString.copyFrom(hidden)))
          .build();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot encrypt with " + CIPHER, e);
    }
  }

  private Payload decrypt(Payload payload) {
    if (!metadata(payload, "encoding").equals(ENCODING)) {
      return payload;
    }
    String id = metadata(payload, KEY_ID);
    SecretKey key = keys.find(id).orElseThrow(() -> new PayloadKeyMissingException(id, keys));
    byte[] data = payload.getData().toByteArray();
    if (data.length < NONCE_BYTES + TAG_BYTES) {
      throw new PayloadDamagedException(id, null);
    }
    byte[] nonce = Arrays.copyOf(data, NONCE_BYTES);
    try {
      return Payload.parseFrom(
          cipher(Cipher.DECRYPT_MODE, key, nonce)
              .doFinal(data, NONCE_BYTES, data.length - NONCE_BYTES));
    } catch (AEADBadTagException | InvalidProtocolBufferException e) {
      throw new PayloadDamagedException(id, e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot decrypt with " + CIPHER, e);
    }
  }

  private static Cipher cipher(int mode, SecretKey key, byte[] nonce)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(mode, key, new GCMParameterSpec(8 * TAG_BYTES, nonce));
    return cipher;
  }

  private static String metadata(Payload payload, String name) {
    return payload.getMetadataOrDefault(name, ByteString.EMPTY).toString(StandardCharsets.UTF_8);
  }
}
