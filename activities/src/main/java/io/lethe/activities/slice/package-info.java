/** Long work in slices: checkpoints, fencing, heartbeats, cancellation. */
package io.lethe.activities.slice;
