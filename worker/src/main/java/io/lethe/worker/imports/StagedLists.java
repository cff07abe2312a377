package io.lethe.worker.imports;

import io.lethe.activities.Layout;
import io.lethe.activities.inputs.RequestKey;
import io.lethe.store.Location;
import io.lethe.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The lists of record ids of one request on their way into the store.
 *
 * <p>Workflow history sees where a list is, so its name is a digest under the request's own key:
 * with a plain digest, whoever guesses a list could confirm it.
 */
final class StagedLists {
  private final String request;
  private final ObjectStore store;
  private final Staging staging;
  private RequestKey key;

  StagedLists(String request, ObjectStore store, Staging staging) {
    this.request = request;
    this.store = store;
    this.staging = staging;
  }

  /** Stages a list, and with the first one the key if the request has none yet. */
  Location stage(List<String> ids) {
    if (key == null) {
      key = RequestKey.foresee(store, request);
      staging.object(Layout.requestKey(request), key.bytes());
    }
    Location location = Layout.list(request, key.digest(ids));
    staging.object(location, (String.join("\n", ids) + "\n").getBytes(StandardCharsets.UTF_8));
    return location;
  }
}
