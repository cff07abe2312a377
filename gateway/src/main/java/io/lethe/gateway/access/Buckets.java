package io.lethe.gateway.access;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.store.ContentStore;
import io.lethe.store.InvalidLocationException;
import io.lethe.store.Location;
import io.lethe.workflows.Wire;
import io.lethe.workflows.request.InvalidRequestException;
import io.lethe.workflows.request.Problem;
import io.lethe.workflows.request.RunRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The buckets that people may name over HTTP, whatever else the servers' own keys can reach. */
public final class Buckets {
  /** Lethe's own bucket and those of the manuals. */
  public static final Set<String> DEFAULT = Set.of("lethe", "models", "datasets", "released");

  private static final Set<String> REFERENCES =
      Set.of("ref", "idsFrom", "subjectFrom", "testIdsFrom", "membersFrom", "to");

  /** What error messages would tell of if it were read as a list: keys, and Lethe's own state. */
  private static final Pattern KEY = Pattern.compile(".*\\.key");

  private static final Pattern STATE =
      Pattern.compile("(?:runs|stages|checkpoints|baselines|gateway)(?:/.*)?");

  private final Set<String> allowed;

  /** Allows these. */
  public Buckets(Set<String> allowed) {
    this.allowed = Set.copyOf(allowed);
  }

  /** Whether objects of that bucket may be read and written. */
  public boolean allow(String bucket) {
    return allowed.contains(bucket);
  }

  /**
   * Refuses a request that names an object elsewhere, a file of this machine, a key, or what Lethe
   * keeps for itself.
   *
   * @throws InvalidRequestException naming each such field
   */
  public void require(RunRequest request) {
    List<Problem> problems = new ArrayList<>();
    // By the names of fields rather than one by one, so that a new field is not forgotten here.
    walk("", Wire.mapper().valueToTree(request), problems);
    if (!problems.isEmpty()) {
      throw new InvalidRequestException(problems);
    }
  }

  private void walk(String path, JsonNode node, List<Problem> problems) {
    node.properties()
        .forEach(
            field -> {
              String below = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
              if (REFERENCES.contains(field.getKey()) && field.getValue().isTextual()) {
                check(below, field.getValue().textValue(), problems);
              }
              walk(below, field.getValue(), problems);
            });
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      walk("%s[%d]".formatted(path, i), node.get(i), problems);
    }
  }

  private static boolean isPrivate(Location location) {
    return KEY.matcher(location.key()).matches()
        || (location.bucket().equals(ContentStore.DEFAULT_BUCKET)
            && STATE.matcher(location.key()).matches());
  }

  private void check(String field, String found, List<Problem> problems) {
    try {
      String key = found.endsWith("/") ? found.substring(0, found.length() - 1) : found;
      Location location = Location.parse(key);
      if (!allow(location.bucket())) {
        problems.add(new Problem(field, "'" + found + "'", "objects in " + new TreeSet<>(allowed)));
      } else if (isPrivate(location)) {
        problems.add(new Problem(field, "'" + found + "'", "models, data sets and lists of ids"));
      }
    } catch (InvalidLocationException e) {
      problems.add(new Problem(field, "'" + found + "'", "s3://bucket/key"));
    }
  }
}
