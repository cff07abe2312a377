package io.lethe.gateway;

import io.javalin.config.JavalinConfig;

/** A part of the API: adds its routes, each with the {@link Role} it asks for. */
@FunctionalInterface
public interface Routes {
  /** Adds the routes, before the server starts. */
  void add(JavalinConfig config);
}
