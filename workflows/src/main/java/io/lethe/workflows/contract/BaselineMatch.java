package io.lethe.workflows.contract;

import java.util.Optional;

/**
 * Answer of the search for a baseline.
 *
 * @param model weights of the match, absent where there is none
 */
public record BaselineMatch(Optional<ArtifactRef> model) {}
