package io.lethe.worker.serve;

import io.lethe.activities.Layout;
import io.lethe.gateway.access.GatewayKey;
import io.lethe.store.ObjectStore;
import java.nio.charset.StandardCharsets;

/** The key that signs tokens, in the store: restarts and other gateways agree on it. */
final class TokenKey {
  private TokenKey() {}

  /** The key, made at the first call. */
  static GatewayKey of(ObjectStore store) {
    byte[] fresh = GatewayKey.random().toBase64().getBytes(StandardCharsets.US_ASCII);
    store.putIfAbsent(Layout.TOKEN_KEY, fresh);
    return GatewayKey.parse(
        new String(store.read(Layout.TOKEN_KEY).bytes(), StandardCharsets.US_ASCII));
  }
}
