package io.lethe.workflows.request;

/**
 * A list of record ids kept in a file or object, one id a line, order kept.
 *
 * @param idsFrom local path on the command line, {@code s3://} reference once stored
 */
public record IdListSpec(String idsFrom) {}
