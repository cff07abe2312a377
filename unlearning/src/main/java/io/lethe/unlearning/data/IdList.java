package io.lethe.unlearning.data;

import io.lethe.unlearning.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;

/** Record ids as people write them down, and their way to positions. */
public final class IdList {
  private static final int LISTED = 5;

  private IdList() {}

  /**
   * Reads a text with one id a line. Order is kept; blank lines and lines that begin with {@code #}
   * are skipped; a byte-order mark and CRLF are accepted.
   *
   * @param text UTF-8 bytes
   * @param field request field, for the error message
   * @throws InvalidInputException if the bytes are not UTF-8 text
   */
  public static List<String> parse(byte[] text, String field) {
    return lines(text, field, "a text with one record id a line")
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .toList();
  }

  /**
   * Reads a text whose one line is the name of a subject, taken literally but for a byte-order mark
   * and the end of the line.
   *
   * @param text UTF-8 bytes
   * @param field request field, for the error message
   * @throws InvalidInputException if the bytes are not UTF-8 text, or not one line
   */
  public static String parseSubject(byte[] text, String field) {
    String allowed = "a text whose one line names a subject";
    List<String> lines = lines(text, field, allowed).toList();
    if (lines.size() != 1 || lines.get(0).isEmpty()) {
      throw new InvalidInputException(
          field, "found %d lines, allowed is %s".formatted(lines.size(), allowed));
    }
    return lines.get(0);
  }

  private static Stream<String> lines(byte[] text, String field, String allowed) {
    try {
      String decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
      return decoded.lines().map(line -> line.startsWith("\uFEFF") ? line.substring(1) : line);
    } catch (CharacterCodingException e) {
      throw new InvalidInputException(
          field, "found bytes that are not UTF-8, allowed is " + allowed);
    }
  }

  /** Reads a file; see {@link #parse}. */
  public static List<String> read(Path file, String field) {
    try {
      return parse(Files.readAllBytes(file), field);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Positions of ids, in the order of the list.
   *
   * @param field request field, for the error message
   * @throws InvalidInputException if the list is empty, or some ids are unknown or occur twice (the
   *     first few are listed)
   */
  public static int[] resolve(RecordIndex index, List<String> ids, String field) {
    if (ids.isEmpty()) {
      throw new InvalidInputException(field, "found no record ids, at least one is needed");
    }
    List<String> unknown = new ArrayList<>();
    List<String> twice = new ArrayList<>();
    BitSet seen = new BitSet(index.size());
    int[] positions = new int[ids.size()];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = index.find(ids.get(i)).orElse(-1);
      if (positions[i] < 0) {
        unknown.add(ids.get(i));
      } else if (seen.get(positions[i])) {
        twice.add(ids.get(i));
      } else {
        seen.set(positions[i]);
      }
    }
    reject(unknown, field, "not in the data set");
    reject(twice, field, "listed more than once");
    return positions;
  }

  /**
   * Checks that positions belong to a population.
   *
   * @param population allowed positions
   * @param name what the population is called, such as {@code the training split}
   * @param field request field, for the error message
   * @throws InvalidInputException listing the first few that do not
   */
  public static void requireWithin(
      RecordIndex index, int[] positions, int[] population, String name, String field) {
    BitSet allowed = set(population);
    List<String> outside = new ArrayList<>();
    for (int p : positions) {
      if (!allowed.get(p)) {
        outside.add(index.id(p));
      }
    }
    reject(outside, field, "not in " + name);
  }

  static BitSet set(int[] positions) {
    BitSet set = new BitSet();
    for (int p : positions) {
      set.set(p);
    }
    return set;
  }

  private static void reject(List<String> ids, String field, String reason) {
    if (!ids.isEmpty()) {
      throw new InvalidInputException(
          field,
          "found %d record ids that are %s".formatted(ids.size(), reason),
          ": %s%s"
              .formatted(
                  String.join(", ", ids.subList(0, Math.min(LISTED, ids.size()))),
                  ids.size() > LISTED ? ", …" : ""));
    }
  }
}
