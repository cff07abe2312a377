package io.lethe.gateway;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a model or a data set came into the object store. */
public enum Origin {
  /** Brought in by {@code lethe import-model} or {@code import-dataset}. */
  @JsonProperty("imported")
  IMPORTED,
  /** Trained from fresh weights by a run. */
  @JsonProperty("trained")
  TRAINED,
  /** The result of a run that forgot. */
  @JsonProperty("unlearned")
  UNLEARNED,
  /** A released copy. */
  @JsonProperty("released")
  RELEASED,
  /** Put there by somebody else. */
  @JsonProperty("found")
  FOUND
}
