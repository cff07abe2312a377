package io.lethe.worker.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.store.InMemoryObjectStore;
import io.lethe.store.Location;
import io.lethe.store.ObjectStore;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the doctor makes of users with too few, too many and just the right rights. */
class RightsTest {
  private static final Set<String> WRITES = Set.of("put", "putIfAbsent", "putIfMatch");

  private final InMemoryObjectStore store = new InMemoryObjectStore();

  @BeforeEach
  void buckets() {
    store.createBucketIfMissing("lethe");
    store.createBucketIfMissing("released");
  }

  private List<Check> checks(Role role, BiPredicate<String, String> policy) {
    return new Rights(PolicedStore.of(store, policy), role, "released").checks();
  }

  private List<String> left() {
    return List.of("lethe", "released").stream()
        .flatMap(bucket -> store.list(bucket, ""))
        .map(info -> info.location().toString())
        .toList();
  }

  /** As {@code deploy/s3-policies/compute.json} has it. */
  private static boolean compute(String method, String subject) {
    if (WRITES.contains(method)) {
      return subject.matches("lethe/(stages|artifacts|baselines|checkpoints)/.*")
          || subject.matches("lethe/requests/.*/digests.key");
    }
    return !subject.startsWith("lethe/gateway/")
        && (!method.equals("delete") || subject.startsWith("lethe/checkpoints/"));
  }

  @Test
  void theRightPolicyPassesAndLeavesOnlyWhatItMayNotDelete() {
    assertThat(checks(Role.COMPUTE, RightsTest::compute))
        .extracting(Check::status)
        .containsExactly(Verdict.OK, Verdict.OK, Verdict.OK);
    assertThat(left())
        .containsExactly(
            "s3://lethe/artifacts/lethe-doctor.probe",
            "s3://lethe/baselines/lethe-doctor.probe",
            "s3://lethe/requests/lethe-doctor/digests.key",
            "s3://lethe/stages/lethe-doctor.probe");
  }

  @Test
  void aMissingRightFailsByName() {
    List<Check> checks =
        checks(Role.COMPUTE, (m, s) -> compute(m, s) && !s.startsWith("lethe/checkpoints"));
    assertThat(checks.get(0).status()).isEqualTo(Verdict.FAIL);
    assertThat(checks.get(0).found())
        .contains("write s3://lethe/checkpoints/", "delete s3://lethe/checkpoints/")
        .doesNotContain("stages");
    assertThat(Check.exitCode(checks)).isEqualTo(2);
  }

  @Test
  void aComputeWorkerThatCouldReleaseIsWarnedAbout() {
    List<Check> checks =
        checks(
            Role.COMPUTE,
            (m, s) -> compute(m, s) || (WRITES.contains(m) && s.startsWith("released")));
    assertThat(checks.get(2).status()).isEqualTo(Verdict.WARN);
    assertThat(checks.get(2).found()).isEqualTo("more rights than needed: write s3://released/");
    assertThat(Check.exitCode(checks)).isZero();
  }

  @Test
  void anAdministratorHasTooManyRightsInEveryRoleAndEverythingIsCleanedUp() {
    for (Role role : Role.values()) {
      List<Check> checks = checks(role, (m, s) -> true);
      assertThat(checks.get(0).status()).as(role.typed()).isEqualTo(Verdict.OK);
      assertThat(checks.get(2).status()).as(role.typed()).isEqualTo(Verdict.WARN);
    }
    assertThat(left()).isEmpty();
  }

  @Test
  void aPublisherThatCanReadKeysIsWarnedAbout() {
    List<Check> checks = checks(Role.PUBLISH, (m, s) -> !WRITES.contains(m) && !m.equals("delete"));
    assertThat(checks.get(2).found()).contains("read s3://lethe/requests/lethe-doctor/");
  }

  @Test
  void aWorkerThatCanReadWhatSignsTokensIsWarnedAbout() {
    List<Check> checks = checks(Role.COMPUTE, (m, s) -> compute(m, s) || s.contains("gateway"));
    assertThat(checks.get(2).found()).contains("read s3://lethe/gateway/");
  }

  @Test
  void aStoreThatIgnoresConditionsIsUnfit() {
    ObjectStore honest = PolicedStore.of(store, (m, s) -> true);
    ObjectStore careless =
        (ObjectStore)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ObjectStore.class},
                (proxy, method, arguments) ->
                    method.getName().startsWith("putIf")
                        ? Optional.of(honest.put((Location) arguments[0], (byte[]) arguments[1]))
                        : method.invoke(honest, arguments));
    Check conditions = new Rights(careless, Role.COMPUTE, "released").checks().get(1);
    assertThat(conditions.status()).isEqualTo(Verdict.FAIL);
    assertThat(conditions.found())
        .contains("If-None-Match overwrites", "If-Match with a wrong tag overwrites");
  }
}
