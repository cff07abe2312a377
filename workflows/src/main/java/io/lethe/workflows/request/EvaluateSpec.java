package io.lethe.workflows.request;

import java.util.List;
import java.util.Optional;

/**
 * What is measured.
 *
 * @param metrics {@code ua}, {@code ra}, {@code ta}, {@code mia}
 * @param testIdsFrom file with the test records to use, all where absent
 * @param membersFrom file with the members for MIA; a seeded draw of D_r where absent
 */
public record EvaluateSpec(
    List<String> metrics, Optional<String> testIdsFrom, Optional<String> membersFrom) {
  /** Copies the list. */
  public EvaluateSpec {
    metrics = List.copyOf(metrics);
  }
}
