/** Worker processes, the embedded stack and the command line. */
package io.lethe.worker;
