/** What a process counts, for Prometheus: Temporal's numbers, the JVM's and Lethe's own. */
package io.lethe.worker.metrics;
