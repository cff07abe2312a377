package io.lethe.gateway;

import java.time.Instant;
import java.util.Optional;

/**
 * A model or a data set in the object store, with what its neighbours and the run records say.
 *
 * @param ref {@code s3://bucket/key}, as a request takes it
 * @param origin how it came there
 * @param name for people: the run that made it, the alias it is released under, or a folder's name
 * @param run the run that made or released it, where known
 * @param architecture name in the architecture registry, where known
 * @param classes number of classes, where known
 * @param bytes size in bytes; of a data set, of all its files
 * @param records records that a model knows by its training manifest
 * @param files number of files, of a data set
 * @param importedAt when it was written
 */
public record StoredItem(
    String ref,
    Origin origin,
    Optional<String> name,
    Optional<String> run,
    Optional<String> architecture,
    Optional<Integer> classes,
    long bytes,
    Optional<Integer> records,
    Optional<Integer> files,
    Instant importedAt) {}
