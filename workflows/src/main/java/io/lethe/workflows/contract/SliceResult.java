package io.lethe.workflows.contract;

import java.util.Optional;

/**
 * What one slice of a stage achieved.
 *
 * @param progress where it stopped
 * @param result present when the stage is finished
 */
public record SliceResult(Progress progress, Optional<StageResult> result) {}
