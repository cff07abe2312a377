package io.lethe.activities;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.store.DigestMismatchException;
import io.lethe.store.Location;
import io.lethe.store.StoreUnavailableException;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.workflows.contract.FailureKind;
import io.lethe.workflows.contract.Failures;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FailureTableTest {
  /** The table names classes by text; a renamed one would silently count as platform failure. */
  @Test
  void everyClassOfTheTableExists() {
    assertThat(Failures.table().keySet())
        .allSatisfy(name -> assertThat(Class.forName(name)).isAssignableTo(Throwable.class));
  }

  @Test
  void blameFollowsTheException() {
    assertThat(Failures.kindOf(new InvalidInputException("a", "b"))).isEqualTo(FailureKind.USER);
    assertThat(
            Failures.kindOf(
                new DigestMismatchException(
                    new Location("bucket", "key"), "0".repeat(64), "1".repeat(64))))
        .isEqualTo(FailureKind.DATA);
    assertThat(Failures.kindOf(new StoreUnavailableException("x"))).isEqualTo(FailureKind.PLATFORM);
  }

  @Test
  void fieldTravelsWithTheFailure() {
    ApplicationFailure failure =
        Failures.toApplicationFailure(
            new InvalidInputException("method.epochs", "found 0"), Optional.of("method.epochs"));

    assertThat(failure.isNonRetryable()).isTrue();
    assertThat(Failures.read(failure).field()).contains("method.epochs");
    assertThat(Failures.read(failure).message()).isEqualTo("method.epochs: found 0");
  }

  /** What a socket said does not tell a person which object, or which setting, is meant. */
  @Test
  void theMessageIsTheOneThatNamesTheObject() {
    Throwable wrapped =
        new IllegalStateException(
            new StoreUnavailableException("s3://lethe/a: unreachable", new IOException("refused")));
    assertThat(Failures.read(wrapped).message()).isEqualTo("s3://lethe/a: unreachable");
    assertThat(Failures.read(new IllegalStateException(new IOException("refused"))).message())
        .isEqualTo("refused");
  }
}
