package io.lethe.workflows.request;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;

/**
 * The forget set D_f: exactly one selector.
 *
 * @param random a seeded draw from the training split
 * @param ids record ids
 * @param idsFrom a text file with one id a line: a local path on the command line, an {@code s3://}
 *     reference once the request is stored
 * @param ofClass all records of a class
 * @param subject all records of a person or source
 * @param subjectFrom the same, where the person is named by the one line of a text file: a local
 *     path on the command line, an {@code s3://} reference once the request is stored, so that
 *     workflow history names nobody
 */
public record ForgetSpec(
    Optional<RandomSpec> random,
    Optional<List<String>> ids,
    Optional<String> idsFrom,
    @JsonProperty("class") Optional<Integer> ofClass,
    Optional<String> subject,
    Optional<String> subjectFrom) {

  /** The same selection with another seed, where it is a draw; else this one. */
  public ForgetSpec withSeed(long seed) {
    return new ForgetSpec(
        random.map(r -> new RandomSpec(r.fraction(), r.count(), seed, r.generator())),
        ids,
        idsFrom,
        ofClass,
        subject,
        subjectFrom);
  }

  /** The records listed in a file or object. */
  public static ForgetSpec from(String ref) {
    return references(Optional.of(ref), Optional.empty());
  }

  /** The records of the person or source that a file or object names. */
  public static ForgetSpec ofSubjectFrom(String ref) {
    return references(Optional.empty(), Optional.of(ref));
  }

  private static ForgetSpec references(Optional<String> idsFrom, Optional<String> subjectFrom) {
    return new ForgetSpec(
        Optional.empty(),
        Optional.empty(),
        idsFrom,
        Optional.empty(),
        Optional.empty(),
        subjectFrom);
  }
}
