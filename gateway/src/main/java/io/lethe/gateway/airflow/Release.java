package io.lethe.gateway.airflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.gateway.airflow.Templates.Body;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/**
 * The Lethe that answers; it stands for the version of every DAG.
 *
 * @param version such as {@code 0.1.0}
 * @param commit it was built from
 * @param since when this process began
 */
record Release(String version, String commit, Instant since) {
  @Body
  record Version(
      UUID id, String dagId, String bundleVersion, Instant createdAt, String dagDisplayName) {}

  /** The version of a DAG. */
  ObjectNode of(Dag dag) {
    return Templates.fill(
        "dagVersion", new Version(id(version, dag.id()), dag.id(), version, since, dag.id()));
  }

  /** An id that is the same whenever and wherever it is asked for. */
  static UUID id(String... parts) {
    return UUID.nameUUIDFromBytes(String.join("\n", parts).getBytes(StandardCharsets.UTF_8));
  }
}
