package io.lethe.worker.doctor;

import io.lethe.store.Location;
import io.lethe.store.ObjectNotFoundException;
import io.lethe.store.ObjectStore;
import io.lethe.store.StoreAccessDeniedException;
import io.lethe.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Tries out what credentials may do, on probe objects of its own, and removes these again where it
 * may.
 */
final class Rights {
  private final ObjectStore store;
  private final Role role;
  private final String released;
  private final Set<Location> written = new LinkedHashSet<>();

  Rights(ObjectStore store, Role role, String released) {
    this.store = store;
    this.role = role;
    this.released = released;
  }

  List<Check> checks() {
    List<Check> checks = new ArrayList<>();
    try {
      checks.add(needed());
      checks.add(conditions());
      checks.add(beyond());
    } catch (StoreException e) {
      checks.add(
          Check.fail("store rights", e, "see whether the store answers, then run this again"));
    }
    written.forEach(this::cleanUp);
    return checks;
  }

  private Check needed() {
    List<String> missing = new ArrayList<>();
    List<Place> needs =
        role.needs(released).stream().filter(p -> p.right() != Place.Right.CONDITION).toList();
    for (Place need : needs) {
      try {
        if (!allowed(need)) {
          missing.add(need.toString());
        }
      } catch (ObjectNotFoundException noBucket) {
        missing.add(need + " (no such bucket)");
      }
    }
    String name = "rights of " + role.typed();
    return missing.isEmpty()
        ? Check.ok(name, "all %d that the role needs".formatted(needs.size()))
        : Check.wrong(
            name, "refused: " + String.join(", ", missing), "give the user the policy of its role");
  }

  private Check beyond() {
    List<String> more = new ArrayList<>();
    for (Place refusal : role.refusals(released)) {
      try {
        if (allowed(refusal)) {
          more.add(refusal.toString());
        }
      } catch (ObjectNotFoundException noBucket) {
        // Nothing there that could be harmed.
      }
    }
    String name = "rights beyond " + role.typed();
    return more.isEmpty()
        ? Check.ok(name, "none of those that were tried")
        : Check.warn(
            name,
            "more rights than needed: " + String.join(", ", more),
            "give the user the policy of its role, and no other");
  }

  /** Whether the store keeps conditions decides whether a stale worker can be shut out. */
  private Check conditions() {
    List<String> broken = new ArrayList<>();
    for (Place place : role.needs(released)) {
      if (place.right() == Place.Right.CONDITION) {
        try {
          conditions(place.probe()).forEach(fault -> broken.add(place.probe() + ": " + fault));
        } catch (ObjectNotFoundException | StoreAccessDeniedException e) {
          return Check.warn(
              "conditional writes", "not tried: " + e.getMessage(), "see the rights above");
        }
      }
    }
    return broken.isEmpty()
        ? Check.ok("conditional writes", "If-Match and If-None-Match are kept")
        : Check.wrong(
            "conditional writes",
            String.join(", ", broken),
            "use a store that keeps conditions of writes: without them a stale worker is not shut"
                + " out");
  }

  private List<String> conditions(Location probe) {
    List<String> faults = new ArrayList<>();
    String etag = store.put(probe, content());
    written.add(probe);
    if (store.putIfAbsent(probe, content()).isPresent()) {
      faults.add("If-None-Match overwrites");
    }
    if (store.putIfMatch(probe, content(), "0".repeat(32)).isPresent()) {
      faults.add("If-Match with a wrong tag overwrites");
    }
    String now = faults.isEmpty() ? etag : store.head(probe).orElseThrow().etag();
    if (store.putIfMatch(probe, content(), now).isEmpty()) {
      faults.add("If-Match with the right tag is refused");
    }
    return faults;
  }

  private static byte[] content() {
    return UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
  }

  private boolean allowed(Place place) {
    Location probe = place.probe();
    try {
      switch (place.right()) {
        case LIST -> {
          try (Stream<?> some = store.list(probe.bucket(), "")) {
            boolean unused = some.findFirst().isPresent();
          }
        }
        case READ -> store.find(probe);
        case WRITE -> {
          store.put(probe, content());
          written.add(probe);
        }
        case CONDITION -> throw new IllegalArgumentException("tried by conditions()");
        case DELETE -> {
          store.delete(probe);
          written.remove(probe);
        }
      }
      return true;
    } catch (StoreAccessDeniedException e) {
      return false;
    }
  }

  private void cleanUp(Location probe) {
    try {
      store.delete(probe);
    } catch (StoreException e) {
      // Who may not delete leaves a few bytes, overwritten next time; 'lethe gc' removes them.
    }
  }
}
