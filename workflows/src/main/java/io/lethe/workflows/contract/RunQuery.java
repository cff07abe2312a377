package io.lethe.workflows.contract;

/**
 * A run looked for.
 *
 * @param run its name
 * @param requestDigest digest of its request: another request under that name is another run
 */
public record RunQuery(String run, String requestDigest) {}
