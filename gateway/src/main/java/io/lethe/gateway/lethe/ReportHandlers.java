package io.lethe.gateway.lethe;

import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import io.lethe.gateway.Desk;
import io.lethe.gateway.Picture;
import java.io.IOException;

/** Reports of runs, and their pictures. */
final class ReportHandlers {
  private final Desk desk;

  ReportHandlers(Desk desk) {
    this.desk = desk;
  }

  /**
   * A picture of a run.
   *
   * @param name name of its file within the run
   * @param title what it shows
   * @param href where it is, from the server's root
   */
  record Image(String name, String title, String href) {}

  void report(Context context) throws IOException {
    context.json(desk.report(RunHandlers.entry(desk, context).name()));
  }

  void images(Context context) throws IOException {
    String run = RunHandlers.entry(desk, context).name();
    context.json(
        desk.pictures(run).stream()
            .map(
                picture ->
                    new Image(
                        picture.file(),
                        picture.title(),
                        "%s/runs/%s/images/%s".formatted(LetheRoutes.BASE, run, picture.file())))
            .toList());
  }

  void image(Context context) throws IOException {
    String run = RunHandlers.entry(desk, context).name();
    String file = context.pathParam("file");
    Picture picture =
        desk.pictures(run).stream()
            .filter(found -> found.file().equals(file))
            .findFirst()
            .orElseThrow(() -> none(run, file));
    context
        .contentType(picture.mediaType())
        .result(desk.picture(run, file).orElseThrow(() -> none(run, file)));
  }

  private static NotFoundResponse none(String run, String file) {
    return new NotFoundResponse("run '%s' has no picture '%s'".formatted(run, file));
  }
}
