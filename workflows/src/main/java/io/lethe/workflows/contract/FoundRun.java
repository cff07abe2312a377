package io.lethe.workflows.contract;

import java.util.Optional;

/**
 * Answer to a {@link RunQuery}.
 *
 * @param outcome how the run ended; absent where no run with that request has ended well
 */
public record FoundRun(Optional<RunOutcome> outcome) {}
