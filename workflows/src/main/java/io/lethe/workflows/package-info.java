/** Requests, contracts and deterministic workflow code. */
package io.lethe.workflows;
