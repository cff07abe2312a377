/** Counter-based randomness and the legacy NumPy generator. */
package io.lethe.unlearning.random;
