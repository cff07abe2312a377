package io.lethe.activities.inputs;

import io.lethe.unlearning.data.Dataset;

/**
 * A decoded data set.
 *
 * @param data the records
 * @param sha256 digest of the files it was read from
 */
public record LoadedDataset(Dataset data, String sha256) {}
