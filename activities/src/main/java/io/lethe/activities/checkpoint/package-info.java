/** Durable work: checkpoints behind a fenced pointer, and the runner of one slice of a stage. */
package io.lethe.activities.checkpoint;
