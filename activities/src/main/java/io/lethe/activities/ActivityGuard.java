package io.lethe.activities;

import io.lethe.unlearning.InvalidInputException;
import io.lethe.workflows.contract.Failures;
import io.temporal.client.ActivityCompletionException;
import io.temporal.failure.TemporalFailure;
import java.util.Optional;
import java.util.function.Supplier;

/** Turns whatever an activity throws into the failure that the table of {@link Failures} says. */
final class ActivityGuard {
  private ActivityGuard() {}

  static <T> T run(Supplier<T> activity) {
    try {
      return activity.get();
    } catch (ActivityCompletionException | TemporalFailure e) {
      throw e;
    } catch (InvalidInputException e) {
      throw Failures.toApplicationFailure(e, Optional.of(e.field()));
    } catch (RuntimeException e) {
      throw Failures.toApplicationFailure(e, Optional.empty());
    }
  }
}
