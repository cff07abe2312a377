/** What {@code lethe doctor} and a starting worker look at. */
package io.lethe.worker.doctor;
