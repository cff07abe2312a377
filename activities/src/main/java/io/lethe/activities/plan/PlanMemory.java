package io.lethe.activities.plan;

import io.lethe.activities.inputs.KnownDigests;

/**
 * What the planners of a process have found out and need not find out twice: whoever plans many
 * requests would spend most of the time with reading and running the same model again. It is lost
 * with the process; a run that is started finds everything out anew.
 */
public final class PlanMemory {
  private final KnownDigests digests = new KnownDigests();
  private final KnownNetworks networks = new KnownNetworks();

  KnownDigests digests() {
    return digests;
  }

  KnownNetworks networks() {
    return networks;
  }
}
