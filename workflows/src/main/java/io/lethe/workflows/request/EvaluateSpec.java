package io.lethe.workflows.request;

import java.util.List;
import java.util.Optional;

/**
 * What is measured.
 *
 * @param metrics {@code ua}, {@code ra}, {@code ta}, {@code mia}
 * @param testIdsFrom file with the test records to use, all where absent
 * @param membersFrom file with the members for MIA; chosen from D_r as {@code members} says where
 *     absent
 * @param members {@code seeded}, a draw of D_r with the run's seed, or {@code first-retained}, the
 *     reference's form; seeded where absent
 * @param attacks features of further support-vector attacks beside the confidence
 */
public record EvaluateSpec(
    List<String> metrics,
    Optional<String> testIdsFrom,
    Optional<String> membersFrom,
    Optional<String> members,
    Optional<List<String>> attacks) {
  /** Copies the lists. */
  public EvaluateSpec {
    metrics = List.copyOf(metrics);
    attacks = attacks.map(List::copyOf);
  }
}
