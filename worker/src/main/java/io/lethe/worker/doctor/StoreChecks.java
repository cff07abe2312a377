package io.lethe.worker.doctor;

import io.lethe.activities.Layout;
import io.lethe.store.ObjectInfo;
import io.lethe.store.ObjectStore;
import io.lethe.store.StoreException;
import io.lethe.store.StoreInspection;
import io.lethe.store.StoreInspection.BucketState;
import io.lethe.store.StoreSettings;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.worker.runtime.RemoteServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The object store: does it answer, what time is it there, how are its buckets set up. */
final class StoreChecks {
  private static final String NAME = "object store";

  /** Amazon refuses signatures that are 15 minutes off; a minute means that nobody sets clocks. */
  private static final Duration SKEW = Duration.ofSeconds(60);

  private final Map<String, String> environment;
  private final Optional<Role> role;
  private final String released;

  StoreChecks(Map<String, String> environment, Optional<Role> role, String released) {
    this.environment = environment;
    this.role = role;
    this.released = released;
  }

  List<Check> all() {
    StoreSettings settings;
    try {
      settings = RemoteServers.storeSettings(environment);
    } catch (InvalidInputException e) {
      return List.of(Check.fail(NAME, e, "set the variable"));
    }
    try (ObjectStore store = RemoteServers.store(environment)) {
      List<Check> checks = new ArrayList<>(List.of(reachable(store, settings)));
      if (checks.get(0).status() == Verdict.FAIL) {
        return checks;
      }
      checks.addAll(inspected(settings));
      if (role.isPresent()) {
        checks.addAll(new Rights(store, role.get(), released).checks());
      }
      return checks;
    }
  }

  /** Reads the bucket with the credentials, which is what every role may do. */
  static Check reachable(ObjectStore store, StoreSettings settings) {
    try (Stream<ObjectInfo> some = store.list(Layout.BUCKET, Layout.RUNS)) {
      boolean unused = some.findFirst().isPresent();
      return Check.ok(NAME, settings.endpoint() + ", region " + settings.region());
    } catch (StoreException e) {
      return Check.fail(
          NAME, e, "see AWS_ENDPOINT_URL_S3, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
    }
  }

  private List<Check> inspected(StoreSettings settings) {
    List<Check> checks = new ArrayList<>();
    try (StoreInspection inspection = new StoreInspection(settings)) {
      checks.add(clock(inspection.clockAhead()));
      checks.add(bucket(Layout.BUCKET, inspection.bucket(Layout.BUCKET), false));
      checks.add(bucket(released, inspection.bucket(released), true));
    } catch (StoreException e) {
      checks.add(Check.warn("store settings", e.getMessage(), "run this again"));
    }
    return checks;
  }

  private static Check clock(Optional<Duration> ahead) {
    String name = "clock of the store";
    if (ahead.isEmpty()) {
      return Check.ok(name, "the store's answers carry no date");
    }
    String found = "%d s ahead of this machine's".formatted(ahead.get().toSeconds());
    return ahead.get().abs().compareTo(SKEW) <= 0
        ? Check.ok(name, found)
        : Check.warn(name, found, "set the clocks (NTP): requests are refused from 15 minutes on");
  }

  private static Check bucket(String bucket, Optional<BucketState> state, boolean release) {
    String name = "bucket " + bucket;
    if (state.isEmpty()) {
      return Check.warn(
          name,
          "is not there, or not visible to these credentials",
          "create it before the first run");
    }
    String found =
        "versioning %s, object lock %s"
            .formatted(state.get().versioning(), state.get().objectLock());
    boolean unprotected = release && state.get().versioning().equals("off");
    return unprotected
        ? Check.warn(
            name, found, "switch versioning on, so that a released model cannot be overwritten")
        : Check.ok(name, found);
  }
}
