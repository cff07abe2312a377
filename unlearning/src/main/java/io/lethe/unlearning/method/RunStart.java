package io.lethe.unlearning.method;

import io.lethe.formats.Mask;
import io.lethe.unlearning.model.Network;
import java.util.Optional;

/**
 * What a run starts from.
 *
 * @param sets forget and retain set
 * @param hyperparameters how it runs
 * @param network the network to be changed, as yet at θ₀
 * @param mask which weights may change; all where empty
 */
public record RunStart(
    UnlearningData sets, Hyperparameters hyperparameters, Network network, Optional<Mask> mask) {}
