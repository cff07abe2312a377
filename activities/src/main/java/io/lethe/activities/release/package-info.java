/** Baselines, run records and releases in the store. */
package io.lethe.activities.release;
