package io.lethe.gateway.access;

import com.fasterxml.jackson.databind.JsonNode;
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

/** The buckets that people may name over HTTP, whatever else the servers' own keys can reach. */
public final class Buckets {
  /** Lethe's own bucket and those of the manuals. */
  public static final Set<String> DEFAULT = Set.of("lethe", "models", "datasets", "released");

  private static final Set<String> REFERENCES =
      Set.of("ref", "idsFrom", "subjectFrom", "testIdsFrom", "membersFrom", "to");

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
   * Refuses a request that names an object elsewhere, or a file of this machine.
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

  private void check(String field, String found, List<Problem> problems) {
    try {
      String key = found.endsWith("/") ? found.substring(0, found.length() - 1) : found;
      if (!allow(Location.parse(key).bucket())) {
        problems.add(new Problem(field, "'" + found + "'", "objects in " + new TreeSet<>(allowed)));
      }
    } catch (InvalidLocationException e) {
      problems.add(new Problem(field, "'" + found + "'", "s3://bucket/key"));
    }
  }
}
