package io.lethe.workflows.request;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a request wants done. */
public enum Kind {
  /** Forget records of a trained model. */
  @JsonProperty("unlearn")
  UNLEARN,
  /** Train a model from fresh weights: an original model, or a Retrain baseline. */
  @JsonProperty("train")
  TRAIN,
  /** Compare methods: many runs of kind {@link #UNLEARN}, one report. */
  @JsonProperty("compare")
  COMPARE
}
