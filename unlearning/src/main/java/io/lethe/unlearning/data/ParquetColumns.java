package io.lethe.unlearning.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/**
 * Where a Parquet file keeps what a record has.
 *
 * <ul>
 *   <li>the image: a struct column {@code image} or {@code img} with a binary field {@code bytes},
 *       a PNG or JPEG file;
 *   <li>the label: a column {@code label}, or {@code fine_label}, of whole numbers from 0;
 *   <li>the person or source, optional: a column {@code subject} of text;
 *   <li>the names of the classes, optional: in the file's metadata under {@code huggingface}, as
 *       the {@code datasets} library writes them. Where they are there, their number is the number
 *       of classes.
 * </ul>
 */
final class ParquetColumns {
  private static final List<String> IMAGES = List.of("image", "img");
  private static final List<String> LABELS = List.of("label", "fine_label");
  private static final String SUBJECT = "subject";
  private static final String BYTES = "bytes";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ParquetTable table;
  private final String image;
  private final String label;
  private final boolean wide;
  private final Optional<String> subject;
  private final int classes;

  private ParquetColumns(ParquetTable table) {
    this.table = table;
    this.image = first(IMAGES, "an image", "with a binary field 'bytes'", this::isImage);
    this.label = first(LABELS, "a label", "of whole numbers", this::isWhole);
    this.wide = primitive(label) == PrimitiveTypeName.INT64;
    this.subject =
        Optional.of(SUBJECT)
            .filter(name -> table.schema().containsField(name))
            .filter(name -> primitive(name) == PrimitiveTypeName.BINARY);
    this.classes = classNames();
  }

  /**
   * Finds the columns of a file.
   *
   * @throws io.lethe.unlearning.InvalidInputException if image or label are missing or of another
   *     type
   */
  static ParquetColumns of(ParquetTable table) {
    return new ParquetColumns(table);
  }

  /** Number of classes that the file names; 0 if it names none. */
  int classes() {
    return classes;
  }

  /** The part of the schema with label and subject. */
  MessageType described() {
    List<Type> fields = new ArrayList<>();
    fields.add(table.schema().getType(label));
    subject.ifPresent(name -> fields.add(table.schema().getType(name)));
    return new MessageType("described", fields);
  }

  /** The part of the schema with the encoded image. */
  MessageType pictured() {
    GroupType group = table.schema().getType(image).asGroupType();
    return new MessageType("pictured", group.withNewFields(group.getType(BYTES)));
  }

  int label(int row, Group values) {
    if (values.getFieldRepetitionCount(label) == 0) {
      throw table.error("record %d has no %s".formatted(row, label));
    }
    long found = wide ? values.getLong(label, 0) : values.getInteger(label, 0);
    long allowed = classes > 0 ? classes : Integer.MAX_VALUE;
    if (found < 0 || found >= allowed) {
      throw table.error(
          "record %d has label %d, allowed are %s"
              .formatted(row, found, classes > 0 ? "0 to " + (classes - 1) : "numbers from 0"));
    }
    return (int) found;
  }

  String subject(Group values) {
    return subject
        .filter(name -> values.getFieldRepetitionCount(name) > 0)
        .map(name -> values.getString(name, 0))
        .orElse("");
  }

  byte[] image(int row, Group values) {
    if (values.getFieldRepetitionCount(image) == 0
        || values.getGroup(image, 0).getFieldRepetitionCount(BYTES) == 0) {
      throw table.error(
          "record %d has no %s.%s; images kept beside the file are not read"
              .formatted(row, image, BYTES));
    }
    return values.getGroup(image, 0).getBinary(BYTES, 0).getBytes();
  }

  /** A condition on a column. */
  private interface Check {
    boolean holds(String column);
  }

  private String first(List<String> names, String what, String kind, Check check) {
    String found =
        names.stream()
            .filter(name -> table.schema().containsField(name))
            .findFirst()
            .orElseThrow(
                () ->
                    table.error(
                        "has no column with %s, allowed is %s; found %s"
                            .formatted(what, String.join(" or ", names), columns())));
    if (!check.holds(found)) {
      throw table.error(
          "column '%s' is %s, allowed is a column %s"
              .formatted(found, describe(table.schema().getType(found)), kind));
    }
    return found;
  }

  private static String describe(Type type) {
    return type.toString().replaceAll("\\s+", " ").strip();
  }

  private String columns() {
    return String.join(", ", table.schema().getFields().stream().map(Type::getName).toList());
  }

  private boolean isImage(String column) {
    Type type = table.schema().getType(column);
    return !type.isPrimitive()
        && !type.isRepetition(Type.Repetition.REPEATED)
        && type.asGroupType().containsField(BYTES)
        && isPlain(type.asGroupType().getType(BYTES), PrimitiveTypeName.BINARY);
  }

  private boolean isWhole(String column) {
    Type type = table.schema().getType(column);
    return isPlain(type, PrimitiveTypeName.INT64) || isPlain(type, PrimitiveTypeName.INT32);
  }

  private static boolean isPlain(Type type, PrimitiveTypeName name) {
    return type.isPrimitive()
        && !type.isRepetition(Type.Repetition.REPEATED)
        && type.asPrimitiveType().getPrimitiveTypeName() == name;
  }

  private PrimitiveTypeName primitive(String column) {
    Type type = table.schema().getType(column);
    return type.isPrimitive() ? type.asPrimitiveType().getPrimitiveTypeName() : null;
  }

  private int classNames() {
    return table
        .metadata("huggingface")
        .map(
            text -> {
              try {
                JsonNode features = JSON.readTree(text).path("info").path("features");
                return features.path(label).path("names").size();
              } catch (JsonProcessingException e) {
                throw table.error("its metadata 'huggingface' is not JSON");
              }
            })
        .orElse(0);
  }
}
