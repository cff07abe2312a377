/** Activity implementations: fetch, checkpoint, report progress, call the science. */
package io.lethe.activities;
