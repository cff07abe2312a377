/** Accuracies, membership inference, gaps, and the evaluation that feeds them. */
package io.lethe.unlearning.metric;
