package io.lethe.worker.doctor;

import static io.lethe.worker.doctor.Place.Right.CONDITION;
import static io.lethe.worker.doctor.Place.Right.DELETE;
import static io.lethe.worker.doctor.Place.Right.LIST;
import static io.lethe.worker.doctor.Place.Right.READ;
import static io.lethe.worker.doctor.Place.Right.WRITE;

import io.lethe.activities.Layout;
import io.lethe.store.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Whose credentials of the object store are looked at: what they need, and what they must not. */
public enum Role {
  /** Whoever types {@code lethe run}, {@code plan}, {@code import-model}. */
  CLIENT,
  /** Workers of {@code lethe-compute}. */
  COMPUTE,
  /** Workers of {@code lethe-io}. */
  IO,
  /** Workers of {@code lethe-publish}. */
  PUBLISH,
  /** The web gateway. */
  GATEWAY;

  /** The key object of a request that nobody makes. */
  private static final Location KEY = Layout.requestKey("lethe-doctor");

  /**
   * What the role cannot work without.
   *
   * @param released the release bucket
   */
  List<Place> needs(String released) {
    List<Place> needs = new ArrayList<>(List.of(Place.of(LIST, "")));
    switch (this) {
      case CLIENT -> {
        add(needs, READ, Layout.RUNS, Layout.ARTIFACTS, Layout.DATASETS, Layout.REQUESTS);
        add(needs, WRITE, Layout.ARTIFACTS, Layout.DATASETS, Layout.REQUESTS);
      }
      case COMPUTE -> {
        add(needs, READ, Layout.STAGES, Layout.ARTIFACTS, Layout.DATASETS, Layout.BASELINES);
        add(needs, WRITE, Layout.STAGES, Layout.ARTIFACTS, Layout.BASELINES, Layout.CHECKPOINTS);
        add(needs, CONDITION, Layout.CHECKPOINTS);
        add(needs, DELETE, Layout.CHECKPOINTS);
        needs.add(new Place(READ, KEY));
        needs.add(new Place(WRITE, KEY));
      }
      case IO -> {
        add(needs, READ, Layout.RUNS);
        add(needs, WRITE, Layout.RUNS);
        add(needs, CONDITION, Layout.RUNS);
      }
      case PUBLISH -> {
        add(needs, READ, Layout.ARTIFACTS);
        needs.add(Place.of(WRITE, released, ""));
        needs.add(Place.of(CONDITION, released, ""));
      }
      case GATEWAY -> {
        add(needs, READ, Layout.RUNS, Layout.STAGES, Layout.ARTIFACTS, Layout.DATASETS);
        add(needs, READ, Layout.BASELINES, Layout.REQUESTS, Layout.GATEWAY);
        add(needs, WRITE, Layout.ARTIFACTS, Layout.DATASETS, Layout.REQUESTS, Layout.GATEWAY);
        add(needs, CONDITION, Layout.GATEWAY);
        add(needs, DELETE, Layout.GATEWAY, Layout.RUNS);
      }
    }
    return needs;
  }

  /**
   * What the role must be refused.
   *
   * @param released the release bucket
   */
  List<Place> refusals(String released) {
    List<Place> refusals = new ArrayList<>();
    if (this != PUBLISH) {
      refusals.add(Place.of(WRITE, released, ""));
    }
    refusals.add(Place.of(DELETE, released, ""));
    if (this != IO) {
      add(refusals, WRITE, Layout.RUNS);
    }
    add(refusals, DELETE, Layout.ARTIFACTS);
    if (this != GATEWAY) {
      add(refusals, DELETE, Layout.RUNS);
      add(refusals, READ, Layout.GATEWAY);
      add(refusals, WRITE, Layout.GATEWAY);
    }
    if (this != COMPUTE) {
      add(refusals, WRITE, Layout.CHECKPOINTS, Layout.STAGES);
    }
    if (this == PUBLISH) {
      refusals.add(new Place(READ, KEY));
    }
    return refusals;
  }

  private static void add(List<Place> places, Place.Right right, String... folders) {
    for (String folder : folders) {
      places.add(Place.of(right, folder));
    }
  }

  /** As it is typed. */
  public String typed() {
    return name().toLowerCase(Locale.ROOT);
  }
}
