/** What the shell and {@code man} know of the command line, made from the commands themselves. */
package io.lethe.worker.manual;
