/** Measurements that {@code lethe bench} reports; nothing here decides whether something passes. */
package io.lethe.worker.bench;
