package io.lethe.unlearning.data;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lethe.unlearning.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code manifest.jsonl}: one JSON object a line and record, which names the records of the data
 * set and their order.
 *
 * <ul>
 *   <li>{@code id}: text, unique;
 *   <li>{@code label}: integer from 0; may be missing if the folder's own layout knows the record;
 *   <li>{@code location}: a relative path of an image, or {@code sheet.png#17} or {@code
 *       data_batch_1.bin#17} for a record in a file of many (from 0; also {@code .mat} and {@code
 *       .parquet}); may be missing if the id is one the folder's own layout gives;
 *   <li>{@code subject}: person or source, optional;
 *   <li>{@code split}: {@code train} or {@code test}, optional; otherwise test if the location
 *       begins with {@code test};
 *   <li>{@code sha256}: optional; of the file, or of the record's RGB bytes (row by row) where the
 *       file holds many.
 * </ul>
 *
 * <p>Other fields are ignored. Records that the manifest does not name are not part of the data
 * set.
 */
final class ManifestLayout implements Layout {
  private static final String FILE = "manifest.jsonl";
  private static final Pattern SLOT = Pattern.compile("(.+\\.(?:png|bin|mat|parquet))#(\\d{1,9})");
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final List<Layout> folderLayouts;

  /**
   * @param folderLayouts layouts that may know records by the ids of the manifest
   */
  ManifestLayout(List<Layout> folderLayouts) {
    this.folderLayouts = folderLayouts;
  }

  @Override
  public String description() {
    return FILE;
  }

  @Override
  public boolean matches(DatasetFolder folder) {
    return Files.exists(folder.root().resolve(FILE));
  }

  @Override
  public Listing list(DatasetFolder folder) {
    Path file = folder.root().resolve(FILE);
    folder.size(file);
    List<String> lines =
        new String(DatasetFolder.bytes(file), StandardCharsets.UTF_8).lines().toList();
    return new Lines(folder, file).read(lines);
  }

  /** One reading of one manifest. */
  private final class Lines {
    private final DatasetFolder folder;
    private final Path file;
    private Map<String, RecordEntry> known;
    private int classes;
    private int line;

    Lines(DatasetFolder folder, Path file) {
      this.folder = folder;
      this.file = file;
    }

    Listing read(List<String> lines) {
      List<RecordEntry> entries = new ArrayList<>();
      for (String text : lines) {
        line++;
        String json = text.startsWith("\uFEFF") ? text.substring(1) : text;
        if (!json.isBlank()) {
          entries.add(entry(parse(json)));
        }
      }
      return new Listing(Math.max(classes, Listing.of(entries).classes()), entries);
    }

    private JsonNode parse(String json) {
      try {
        JsonNode node = JSON.readTree(json);
        if (!node.isObject()) {
          throw error("found no JSON object");
        }
        return node;
      } catch (JsonProcessingException e) {
        throw error("is not JSON: " + e.getOriginalMessage());
      }
    }

    private RecordEntry entry(JsonNode node) {
      String id = text(node, "id").orElseThrow(() -> error("field 'id' is missing"));
      Optional<RecordEntry> located = text(node, "location").map(l -> located(id, l));
      RecordEntry base = located.orElseGet(() -> known(id));
      return new RecordEntry(
          id,
          label(node, base, located.isPresent()),
          text(node, "subject").orElse(""),
          text(node, "split").map(this::partition).orElse(base.partition()),
          base.file(),
          base.slot(),
          text(node, "sha256").map(s -> s.toLowerCase(Locale.ROOT)));
    }

    private int label(JsonNode node, RecordEntry base, boolean located) {
      JsonNode label = node.get("label");
      if (label == null && !located) {
        return base.label();
      }
      if (label == null || !label.canConvertToInt() || !label.isIntegralNumber()) {
        throw error("field 'label' is %s, allowed are integers from 0".formatted(label));
      }
      if (label.intValue() < 0) {
        throw error(
            "label %d is out of range, allowed are integers from 0".formatted(label.intValue()));
      }
      return label.intValue();
    }

    private Partition partition(String split) {
      return switch (split) {
        case "train" -> Partition.TRAIN;
        case "test" -> Partition.TEST;
        default -> throw error("field 'split' is '%s', allowed are train, test".formatted(split));
      };
    }

    private Optional<String> text(JsonNode node, String field) {
      JsonNode value = node.get(field);
      if (value == null || value.isNull()) {
        return Optional.empty();
      }
      if (!value.isTextual() || value.textValue().isEmpty()) {
        throw error("field '%s' is %s, allowed is a text".formatted(field, value));
      }
      return Optional.of(value.textValue());
    }

    private RecordEntry located(String id, String location) {
      Matcher many = SLOT.matcher(location);
      boolean slotted = many.matches();
      String path = slotted ? many.group(1) : location;
      int slot = slotted ? Integer.parseInt(many.group(2)) : RecordEntry.WHOLE_FILE;
      Path target = inside(path);
      if (!Files.isRegularFile(target)) {
        throw error("location '%s' is not a file of the data set".formatted(path));
      }
      return new RecordEntry(
          id, 0, "", partition(path, target, slotted), target, slot, Optional.empty());
    }

    /** A file of many records says it by its own name, wherever it lies. */
    private static Partition partition(String path, Path target, boolean slotted) {
      return DatasetFolder.partition(slotted ? target.getFileName().toString() : path);
    }

    private Path inside(String path) {
      if (path.startsWith("/")
          || path.contains("\\")
          || path.matches("[A-Za-z]:.*")
          || List.of(path.split("/", -1)).contains("..")
          || path.indexOf('\0') >= 0) {
        throw error(
            "location '%s' leaves the data set, allowed are relative paths without '..'"
                .formatted(path));
      }
      return folder.root().resolve(path).normalize();
    }

    private RecordEntry known(String id) {
      if (known == null) {
        known = new HashMap<>();
        folderLayouts.stream()
            .filter(layout -> layout.matches(folder))
            .findFirst()
            .map(layout -> layout.list(folder))
            .ifPresent(
                listing -> {
                  classes = listing.classes();
                  listing.entries().forEach(entry -> known.put(entry.id(), entry));
                });
      }
      RecordEntry entry = known.get(id);
      if (entry == null) {
        throw error(
            "record '%s' has no location, and the folder has no record of that id".formatted(id));
      }
      return entry;
    }

    private InvalidInputException error(String message) {
      return folder.error(file, "line %d: %s".formatted(line, message));
    }
  }
}
