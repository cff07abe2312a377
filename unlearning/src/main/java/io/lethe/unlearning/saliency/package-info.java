/** Saliency scores, thresholds and masks. */
package io.lethe.unlearning.saliency;
