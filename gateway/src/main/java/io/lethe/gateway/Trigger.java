package io.lethe.gateway;

import java.time.Instant;
import java.util.Optional;

/**
 * How a run was asked for: what Airflow keeps of a dag run beside its state.
 *
 * @param dag {@code lethe_unlearn}, {@code lethe_train}, {@code lethe_compare} or {@code
 *     lethe_demo}
 * @param by name of the user; empty where there is no login, or the run was started elsewhere
 * @param at when it was asked for
 * @param logicalDate as the client gave it
 * @param note for people
 */
public record Trigger(
    String dag,
    Optional<String> by,
    Instant at,
    Optional<Instant> logicalDate,
    Optional<String> note) {}
