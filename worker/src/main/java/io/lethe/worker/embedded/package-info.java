/**
 * Temporal and an object store inside this process: a folder, its lock, two servers on the loopback
 * interface, and the endpoint file through which other commands find them.
 */
package io.lethe.worker.embedded;
