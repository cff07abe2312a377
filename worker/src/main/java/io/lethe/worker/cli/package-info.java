/** The command line: one class a command, each thin over {@code runtime} and {@code imports}. */
package io.lethe.worker.cli;
