/** Reports of comparisons: from the object {@code Comparison} to the tables of the paper. */
package io.lethe.worker.report;
