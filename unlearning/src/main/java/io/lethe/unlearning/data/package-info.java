/** Data sets, readers, splits, forget selectors and batches. */
package io.lethe.unlearning.data;
