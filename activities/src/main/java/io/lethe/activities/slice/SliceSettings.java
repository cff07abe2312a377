package io.lethe.activities.slice;

import io.lethe.workflows.contract.ActivityProfiles;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How slices are cut.
 *
 * @param slice longest a slice works before it gives the slot back
 * @param checkpoints time between checkpoints
 * @param heartbeats time between heartbeats; the SDK may send fewer
 * @param nanos a clock in nanoseconds, as {@link System#nanoTime()}
 */
public record SliceSettings(
    Duration slice, Duration checkpoints, Duration heartbeats, LongSupplier nanos) {
  private static final Duration BEAT = Duration.ofSeconds(1);

  /** What {@link ActivityProfiles} says. */
  public static SliceSettings standard() {
    return new SliceSettings(
        ActivityProfiles.SLICE, ActivityProfiles.CHECKPOINT_INTERVAL, BEAT, System::nanoTime);
  }

  /** The standard with other lengths. */
  public static SliceSettings of(Duration slice, Duration checkpoints) {
    return new SliceSettings(slice, checkpoints, BEAT, System::nanoTime);
  }
}
