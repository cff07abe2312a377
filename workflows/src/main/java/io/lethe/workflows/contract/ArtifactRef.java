package io.lethe.workflows.contract;

/**
 * A reference to an immutable object; what workflow history carries instead of bytes.
 *
 * @param key {@code s3://bucket/key}
 * @param sha256 digest of the content, lower-case hexadecimal
 * @param bytes size in bytes
 */
public record ArtifactRef(String key, String sha256, long bytes) {}
