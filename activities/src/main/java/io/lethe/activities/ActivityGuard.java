package io.lethe.activities;

import io.lethe.store.FencedException;
import io.lethe.unlearning.InvalidInputException;
import io.lethe.workflows.contract.Failures;
import io.lethe.workflows.request.InvalidRequestException;
import io.lethe.workflows.request.Problem;
import io.temporal.client.ActivityCompletionException;
import io.temporal.failure.TemporalFailure;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever an activity throws into the failure that the table of {@link Failures} says. */
final class ActivityGuard {
  private static final Logger LOG = LoggerFactory.getLogger(ActivityGuard.class);

  private ActivityGuard() {}

  static <T> T run(Supplier<T> activity) {
    try {
      return activity.get();
    } catch (ActivityCompletionException | TemporalFailure e) {
      throw e;
    } catch (FencedException e) {
      // Nobody waits for this attempt's answer any more, so its log is where it is seen.
      LOG.warn("stopped, a later attempt has taken over: {}", e.getMessage());
      throw Failures.toApplicationFailure(e, Optional.empty());
    } catch (InvalidInputException e) {
      // A failure's message is in history, which holds no record ids.
      throw Failures.toApplicationFailure(e.withoutNames(), Optional.of(e.field()));
    } catch (InvalidRequestException e) {
      throw Failures.toApplicationFailure(e, e.problems().stream().map(Problem::field).findFirst());
    } catch (RuntimeException e) {
      throw Failures.toApplicationFailure(e, Optional.empty());
    }
  }
}
