/** The science of unlearning: models, data, saliency, methods and metrics. */
package io.lethe.unlearning;
