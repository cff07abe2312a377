/** The stages of a run, each from references to references; found again by content. */
package io.lethe.activities.stage;
