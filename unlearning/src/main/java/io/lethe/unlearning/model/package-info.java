/** Networks with torch's names, order and initialisation, and the registry of architectures. */
package io.lethe.unlearning.model;
