/** Unlearning methods, their hyperparameters, the optimizer and the loop they share. */
package io.lethe.unlearning.method;
