/**
 * Lethe's own API under {@code /api/lethe/v1}: runs, reports, artifacts and events; {@link
 * io.lethe.gateway.lethe.LetheRoutes} lists its routes.
 */
package io.lethe.gateway.lethe;
