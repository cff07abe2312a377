/** How a run looks while it is under way, on a terminal and in a log. */
package io.lethe.worker.progress;
