package io.lethe.workflows.request;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Optional;

/**
 * What a run was asked for: one model ({@link Request}), or a comparison of many ({@link
 * CompareRequest}). In JSON the field {@code kind} tells which.
 */
@JsonTypeInfo(
    use = JsonTypeInfo.Id.NAME,
    include = JsonTypeInfo.As.EXISTING_PROPERTY,
    property = "kind",
    visible = true)
@JsonSubTypes({
  @JsonSubTypes.Type(
      value = Request.class,
      names = {"unlearn", "train"}),
  @JsonSubTypes.Type(value = CompareRequest.class, name = "compare")
})
public sealed interface RunRequest permits Request, CompareRequest {
  /** What is wanted. */
  Kind kind();

  /** The run's name and workflow id. */
  String name();

  /** The network. */
  ModelSpec model();

  /** Who is told how the run goes. */
  Optional<NotifySpec> notification();
}
