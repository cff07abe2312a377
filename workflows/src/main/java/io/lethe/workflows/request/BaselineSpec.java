package io.lethe.workflows.request;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/**
 * Where Retrain's numbers come from.
 *
 * @param mode the way
 * @param recipe how Retrain is trained; for {@link Mode#REUSE} and {@link Mode#TRAIN}
 * @param ref weights of a baseline trained elsewhere; for {@link Mode#REF}
 */
public record BaselineSpec(Mode mode, Optional<MethodSpec> recipe, Optional<String> ref) {
  /** No baseline. */
  public static BaselineSpec none() {
    return new BaselineSpec(Mode.NONE, Optional.empty(), Optional.empty());
  }

  /** The weights at that place. */
  public static BaselineSpec at(String ref) {
    return new BaselineSpec(Mode.REF, Optional.empty(), Optional.of(ref));
  }

  /** The ways to get a baseline. */
  public enum Mode {
    /** No baseline, no gaps. */
    @JsonProperty("none")
    NONE,
    /** One found by content, or a warning. */
    @JsonProperty("reuse")
    REUSE,
    /** One found by content, or trained by a child workflow. */
    @JsonProperty("train")
    TRAIN,
    /** The weights named in {@code ref}. */
    @JsonProperty("ref")
    REF
  }
}
