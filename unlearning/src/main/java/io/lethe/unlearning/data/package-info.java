/**
 * Data sets, readers, splits, forget selectors and batches.
 *
 * <p>{@link io.lethe.unlearning.data.DatasetReader} opens a folder, {@link
 * io.lethe.unlearning.data.Split} and {@link io.lethe.unlearning.data.ForgetSelection} choose
 * positions, {@link io.lethe.unlearning.data.BatchLoader} turns positions into batches.
 */
package io.lethe.unlearning.data;
