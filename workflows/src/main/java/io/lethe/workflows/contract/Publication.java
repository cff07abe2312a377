package io.lethe.workflows.contract;

import java.util.Map;

/**
 * What was released.
 *
 * @param version folder of this version, {@code s3://bucket/prefix/…}
 * @param alias the pointer object that names the version
 * @param artifacts released copies, by role
 */
public record Publication(String version, String alias, Map<String, ArtifactRef> artifacts) {}
