/** HTTP in front of Lethe; {@link io.lethe.gateway.Gateway} is the server. */
package io.lethe.gateway;
