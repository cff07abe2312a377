package io.lethe.activities.gc;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.activities.Json;
import io.lethe.activities.Layout;
import io.lethe.formats.Digests;
import io.lethe.formats.MalformedFileException;
import io.lethe.store.InvalidLocationException;
import io.lethe.store.Location;
import io.lethe.store.ObjectInfo;
import io.lethe.store.ObjectStore;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether a store is whole: every object that a run record, a stage's result, a baseline or an
 * alias promises is there, with the promised digest. For a store that was restored.
 */
public final class StoreCheck {
  private final ObjectStore store;
  private final Map<String, Optional<String>> looked = new HashMap<>();
  private final List<String> faults = new ArrayList<>();

  /** Checks that store. */
  public StoreCheck(ObjectStore store) {
    this.store = store;
  }

  /**
   * What was found.
   *
   * @param objects number of promised objects that were read
   * @param faults one line each, naming who promises and what is wrong; empty for a whole store
   */
  public record Outcome(int objects, List<String> faults) {}

  /** Reads every promised object once. */
  public Outcome check() {
    for (String folder : List.of(Layout.RUNS, Layout.STAGES, Layout.BASELINES)) {
      try (Stream<ObjectInfo> objects = store.list(Layout.BUCKET, folder)) {
        objects
            .map(ObjectInfo::location)
            .filter(location -> location.key().endsWith(".json"))
            .forEach(this::promises);
      }
    }
    return new Outcome(looked.size(), List.copyOf(faults));
  }

  private void promises(Location holder) {
    Optional<JsonNode> content;
    try {
      content = store.find(holder).map(found -> Json.read(holder, found.bytes(), JsonNode.class));
    } catch (MalformedFileException e) {
      faults.add(e.getMessage());
      return;
    }
    content.ifPresent(
        node -> {
          walk(holder, node);
          if (node.path("state").asText().equals("published")
              && node.path("request").has("publish")) {
            alias(holder, node.path("request").path("publish"));
          }
        });
  }

  /** An object with {@code key} and {@code sha256} is a promise, wherever it stands. */
  private void walk(Location holder, JsonNode node) {
    if (node.path("key").isTextual() && node.path("sha256").isTextual()) {
      promise(holder, node.path("key").asText(), node.path("sha256").asText());
    }
    node.forEach(child -> walk(holder, child));
  }

  private void alias(Location holder, JsonNode publish) {
    String to = publish.path("to").asText();
    String folder = to.endsWith("/") ? to : to + "/";
    Location alias = Location.parse(folder + publish.path("alias").asText() + ".json");
    if (store.head(alias).isEmpty()) {
      faults.add("%s: the alias %s is missing".formatted(holder, alias));
    } else {
      promises(alias);
    }
  }

  private void promise(Location holder, String key, String sha256) {
    looked
        .computeIfAbsent(key + " " + sha256, unseen -> fault(key, sha256))
        .ifPresent(fault -> faults.add(holder + ": " + fault));
  }

  private Optional<String> fault(String key, String sha256) {
    Location location;
    try {
      location = Location.parse(key);
    } catch (InvalidLocationException e) {
      return Optional.of(e.getMessage());
    }
    if (store.head(location).isEmpty()) {
      return Optional.of(location + " is missing");
    }
    String found = digest(location);
    return found.equals(sha256)
        ? Optional.empty()
        : Optional.of("%s has SHA-256 %s, promised is %s".formatted(location, found, sha256));
  }

  private String digest(Location location) {
    try (DigestInputStream in = new DigestInputStream(store.open(location), Digests.sha256())) {
      in.transferTo(OutputStream.nullOutputStream());
      return Digests.hex(in.getMessageDigest().digest());
    } catch (IOException e) {
      throw new UncheckedIOException(location + ": " + e.getMessage(), e);
    }
  }
}
