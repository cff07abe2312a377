package io.lethe.workflows.request;

import java.util.Optional;

/**
 * The records.
 *
 * @param ref a folder: {@code s3://bucket/prefix} or, on the command line, a local path
 * @param sha256 expected digest of the folder's content, lower-case hexadecimal
 * @param split how the training records are divided into training and validation
 */
public record DatasetSpec(String ref, Optional<String> sha256, SplitSpec split) {}
