package io.lethe.workflows.contract;

import java.util.Optional;

/**
 * A request that was read and held against its data and its model.
 *
 * @param start how its run begins; workflow input is the object of {@code request} and {@code
 *     requestDigest}
 * @param result what the run of that name and that request ended with, where it needs no other
 */
public record PreparedRun(RunStart start, Optional<RunResult> result) {}
