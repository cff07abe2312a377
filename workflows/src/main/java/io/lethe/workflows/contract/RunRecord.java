package io.lethe.workflows.contract;

import io.lethe.workflows.request.RunRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The record of one execution, {@code runs/<name>/<execution>.json}: the truth for list, show,
 * retry and the UI.
 *
 * @param name the run's name
 * @param execution id of the first execution of the chain
 * @param requestDigest digest of the request
 * @param request the stored request; no record ids
 * @param population of a baseline: the model whose training manifest limits what may be trained on,
 *     without which a retry would teach what that model was told to forget
 * @param state where the run stands
 * @param stage the current or last stage
 * @param startedAt when the execution began
 * @param updatedAt when the state last changed
 * @param stages results of finished stages
 * @param result present once the run has ended
 */
public record RunRecord(
    String name,
    String execution,
    String requestDigest,
    RunRequest request,
    Optional<String> population,
    RunState state,
    String stage,
    Instant startedAt,
    Instant updatedAt,
    List<StageResult> stages,
    Optional<RunResult> result) {}
