/** Deterministic workflow code: no clock, no random numbers, no threads, no files, no network. */
package io.lethe.workflows.pipeline;
