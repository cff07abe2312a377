package io.lethe.gateway.lethe;

import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.Header;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import io.lethe.gateway.Desk;
import io.lethe.gateway.RunEntry;
import io.lethe.store.Location;
import io.lethe.store.ObjectInfo;
import io.lethe.workflows.contract.ArtifactRef;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Lists what runs have made, and streams it from the store. */
final class ArtifactHandlers {
  private static final String JSON = "application/json";
  private static final Set<String> JSON_ROLES =
      Set.of("maskShares", "lossCurve", "sparsity", "comparison");

  /** How every ZIP file begins, and with it every TorchScript model. */
  private static final byte[] ZIP = {'P', 'K', 3, 4};

  private final Desk desk;

  ArtifactHandlers(Desk desk) {
    this.desk = desk;
  }

  /**
   * Something that a run has made.
   *
   * @param role such as {@code unlearned}, {@code mask} or {@code lossCurve}
   * @param key {@code s3://bucket/key}
   * @param sha256 digest of the content, lower-case hexadecimal
   * @param bytes size in bytes
   */
  record Artifact(String role, String key, String sha256, long bytes) {}

  /**
   * The loss of a run of which no curve is stored yet.
   *
   * @param epoch zero-based epoch, by step
   * @param phase what the step belonged to
   * @param loss mean loss of the step's batch
   */
  record Curve(List<Integer> epoch, List<String> phase, List<Double> loss) {
    static final Curve EMPTY = new Curve(List.of(), List.of(), List.of());
  }

  void list(Context context) throws IOException {
    context.json(
        Artifacts.of(RunHandlers.entry(desk, context)).entrySet().stream()
            .filter(made -> Artifacts.givenOut(made.getKey()))
            .map(made -> artifact(made.getKey(), made.getValue()))
            .toList());
  }

  private static Artifact artifact(String role, ArtifactRef ref) {
    return new Artifact(role, ref.key(), ref.sha256(), ref.bytes());
  }

  void loss(Context context) throws IOException {
    json(context, "lossCurve", Curve.EMPTY);
  }

  void shares(Context context) throws IOException {
    json(context, "maskShares", Map.of());
  }

  /** The content of a JSON artifact, which is the answer as it is. */
  private void json(Context context, String role, Object none) throws IOException {
    Optional<ArtifactRef> ref = found(RunHandlers.entry(desk, context), role);
    if (ref.isEmpty()) {
      context.json(none);
    } else {
      InputStream content = open(ref.get());
      if (!unchanged(context, ref.get())) {
        context.contentType(JSON).result(content);
      }
    }
  }

  /** The first of its places that has it; the first of all, to be named, where none has. */
  private Optional<ArtifactRef> found(RunEntry entry, String role) {
    List<ArtifactRef> places = Artifacts.places(entry, role);
    return places.stream()
        .filter(ref -> desk.store().head(Location.parse(ref.key())).isPresent())
        .findFirst()
        .or(() -> places.stream().findFirst());
  }

  void download(Context context) throws IOException {
    RunEntry entry = RunHandlers.entry(desk, context);
    String role = context.pathParam("role");
    ArtifactRef ref =
        found(entry, role)
            .orElseThrow(
                () ->
                    new NotFoundResponse(
                        "run '%s' has no artifact '%s'".formatted(entry.name(), role)));
    if (!Artifacts.givenOut(role)) {
      throw new ForbiddenResponse(
          "artifact '%s' tells which records a model knows; it is not given out".formatted(role));
    }
    if (!unchanged(context, ref)) {
      send(context, entry.name(), role, ref);
    }
  }

  private void send(Context context, String run, String role, ArtifactRef ref) throws IOException {
    ObjectInfo info = desk.store().head(Location.parse(ref.key())).orElseThrow(() -> gone(ref));
    boolean json = JSON_ROLES.contains(role);
    String ending = json ? "json" : isArchive(info) ? "pt" : "safetensors";
    // Compressed, the content would have another length than the one that is announced.
    context
        .disableCompression()
        .contentType(json ? JSON : "application/octet-stream")
        .header(Header.CONTENT_LENGTH, String.valueOf(info.size()))
        .header(
            Header.CONTENT_DISPOSITION,
            "attachment; filename=\"%s-%s.%s\"".formatted(run, role, ending))
        .result(open(ref));
  }

  private boolean isArchive(ObjectInfo info) throws IOException {
    if (info.size() < ZIP.length) {
      return false;
    }
    try (InputStream in = desk.store().open(info.location(), 0, ZIP.length)) {
      return Arrays.equals(in.readNBytes(ZIP.length), ZIP);
    }
  }

  /** Says which content it is, and whether the client has it already. */
  private static boolean unchanged(Context context, ArtifactRef ref) {
    String tag = "\"" + ref.sha256() + "\"";
    context.header(Header.ETAG, tag);
    boolean same =
        Optional.ofNullable(context.header(Header.IF_NONE_MATCH))
            .filter(known -> known.contains(tag))
            .isPresent();
    if (same) {
      context.status(HttpStatus.NOT_MODIFIED);
    }
    return same;
  }

  private InputStream open(ArtifactRef ref) {
    Location location = Location.parse(ref.key());
    if (desk.store().head(location).isEmpty()) {
      throw gone(ref);
    }
    return desk.store().open(location);
  }

  private static NotFoundResponse gone(ArtifactRef ref) {
    return new NotFoundResponse(ref.key() + " is gone from the object store");
  }
}
