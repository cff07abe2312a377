/** From references to data sets, weights, manifests and record lists. */
package io.lethe.activities.inputs;
