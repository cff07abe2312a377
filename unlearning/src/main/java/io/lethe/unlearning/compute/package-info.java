/**
 * The only package that knows the engine behind {@code ai.djl:api}: devices, threads, gradients.
 */
package io.lethe.unlearning.compute;
