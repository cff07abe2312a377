package io.lethe.workflows.contract;

import java.util.Optional;

/**
 * Why a run ended without a result.
 *
 * @param kind who is to blame
 * @param field path of the request field to change, for {@link FailureKind#USER}
 * @param message for the person who reads it
 */
public record Failure(FailureKind kind, Optional<String> field, String message) {}
