package io.lethe.gateway.lethe;

import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import io.lethe.gateway.Desk;
import io.lethe.workflows.request.Presets;
import io.lethe.workflows.request.RequestSchema;
import java.io.IOException;
import java.util.List;

/** What requests can be made of: the schema, presets, models and data sets. */
final class CatalogHandlers {
  private final Desk desk;

  CatalogHandlers(Desk desk) {
    this.desk = desk;
  }

  /**
   * A bundled preset.
   *
   * @param name {@code group/name}
   * @param description what it is for, in a sentence
   */
  record Preset(String name, String description) {}

  void schema(Context context) {
    context.contentType("application/schema+json").result(RequestSchema.text());
  }

  void presets(Context context) {
    List<Preset> presets =
        Presets.names().stream().map(name -> new Preset(name, Presets.description(name))).toList();
    context.json(presets);
  }

  void preset(Context context) {
    String name = context.pathParam("group") + "/" + context.pathParam("preset");
    if (!Presets.names().contains(name)) {
      throw new NotFoundResponse(
          "found preset '%s'; allowed: %s".formatted(name, String.join(", ", Presets.names())));
    }
    context.contentType("application/yaml; charset=utf-8").result(Presets.text(name));
  }

  void models(Context context) throws IOException {
    context.json(desk.models());
  }

  void datasets(Context context) throws IOException {
    context.json(desk.datasets());
  }
}
