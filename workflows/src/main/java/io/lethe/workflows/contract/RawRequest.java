package io.lethe.workflows.contract;

/**
 * A request as it was written, from a client that cannot read requests itself. It stands in
 * history, so record ids and the names of persons are references in it.
 *
 * @param text JSON or YAML
 */
public record RawRequest(String text) {}
