/** Connections to Temporal and the object store, embedded or remote, and the worker processes. */
package io.lethe.worker.runtime;
