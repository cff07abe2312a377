package io.lethe.workflows.request;

/**
 * Where the result is released.
 *
 * @param to {@code s3://bucket/prefix}
 * @param alias name of the pointer object that is moved to the new version
 */
public record PublishSpec(String to, String alias) {}
