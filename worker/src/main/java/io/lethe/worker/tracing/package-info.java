/**
 * Traces: one a run, from the command that starts it through its workflow to its activities. They
 * travel in Temporal's headers, in the form of Temporal's other SDKs.
 */
package io.lethe.worker.tracing;
