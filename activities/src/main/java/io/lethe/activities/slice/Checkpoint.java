package io.lethe.activities.slice;

import io.lethe.unlearning.compute.EngineDescription;
import io.lethe.workflows.contract.ArtifactRef;

/**
 * One checkpoint, as its pointer names it.
 *
 * @param body the state, a safetensors object
 * @param step steps finished
 * @param seconds seconds of work so far
 * @param arithmetic what decided the arithmetic of the last slice
 * @param bitExact whether everything so far ran under one arithmetic
 */
public record Checkpoint(
    ArtifactRef body, long step, double seconds, EngineDescription arithmetic, boolean bitExact) {}
