/** The way from files on this machine into the object store, and the check before it. */
package io.lethe.worker.imports;
