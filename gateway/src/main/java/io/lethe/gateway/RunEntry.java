package io.lethe.gateway;

import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.request.RunRequest;
import java.util.Optional;

/**
 * A run as the gateway knows it.
 *
 * @param name the run's name, also the id of the dag run
 * @param request the stored request: references in place of record ids
 * @param trigger who asked for it; that of a run started elsewhere is read off its record
 * @param record the newest record; empty for a run that no worker has begun with
 */
public record RunEntry(
    String name, RunRequest request, Trigger trigger, Optional<RunRecord> record) {}
