package io.lethe.worker.embedded;

/**
 * Where the owner of a state folder listens; written by the owner, read by commands that attach.
 *
 * @param pid process id of the owner, for messages only
 * @param temporalAddress {@code 127.0.0.1:port} of the gRPC front; empty where only the store runs
 * @param temporalToken bearer token the front asks for
 * @param storeUrl {@code http://127.0.0.1:port} of the object store
 * @param accessKey access key of the object store
 * @param secretKey secret key of the object store
 */
public record Endpoint(
    long pid,
    String temporalAddress,
    String temporalToken,
    String storeUrl,
    String accessKey,
    String secretKey) {

  /** Names the owner without its secrets, so that an endpoint can be logged. */
  @Override
  public String toString() {
    return "Endpoint[pid=%d, temporal=%s, store=%s]".formatted(pid, temporalAddress, storeUrl);
  }
}
