/** Activity implementations: what the workflows ask for, done with the store and the science. */
package io.lethe.activities;
