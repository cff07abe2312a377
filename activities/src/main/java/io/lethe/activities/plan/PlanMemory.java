package io.lethe.activities.plan;

import io.lethe.activities.inputs.KnownContent;
import io.lethe.activities.inputs.Manifests;
import io.lethe.store.StoredArtifact;
import java.util.Optional;

/**
 * What the planners of a process have found out and need not find out twice: whoever plans many
 * requests would spend most of the time with reading and running the same model again. It is lost
 * with the process; a run that is started finds everything out anew.
 */
public final class PlanMemory {
  private static final int MOST_DIGESTS = 1000;

  /** Each holds a digest of every record. */
  private static final int MOST_MANIFESTS = 10;

  private final KnownContent<StoredArtifact> digests = new KnownContent<>(MOST_DIGESTS);
  private final KnownContent<Optional<Manifests>> manifests = new KnownContent<>(MOST_MANIFESTS);
  private final KnownNetworks networks = new KnownNetworks();

  KnownContent<StoredArtifact> digests() {
    return digests;
  }

  KnownContent<Optional<Manifests>> manifests() {
    return manifests;
  }

  KnownNetworks networks() {
    return networks;
  }
}
