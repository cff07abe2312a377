package io.lethe.activities.gc;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.lethe.store.ObjectInfo;
import java.util.List;

/**
 * Objects that stand or fall together and that nothing needs.
 *
 * @param group where they are, {@code s3://lethe/…}
 * @param reason why they are not needed
 * @param contents the objects, in the order in which they are to be removed
 */
@JsonPropertyOrder({"group", "reason", "objects", "bytes"})
public record Garbage(String group, String reason, @JsonIgnore List<ObjectInfo> contents) {
  /** Number of objects. */
  @JsonProperty
  public int objects() {
    return contents.size();
  }

  /** Size of all of them. */
  @JsonProperty
  public long bytes() {
    return contents.stream().mapToLong(ObjectInfo::size).sum();
  }
}
