package io.lethe.unlearning.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BiConsumer;
import javax.imageio.ImageIO;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Writes Parquet files of any schema for tests. */
final class ParquetFiles {
  static final String HUGGING_FACE =
      "message m { optional group image { optional binary bytes; optional binary path (STRING); }"
          + " optional int64 label; }";

  private ParquetFiles() {}

  static void write(
      Path file, String schema, String metadata, int rows, BiConsumer<Integer, Group> fill) {
    MessageType type = MessageTypeParser.parseMessageType(schema);
    SimpleGroupFactory groups = new SimpleGroupFactory(type);
    try {
      Files.createDirectories(file.getParent());
      try (ParquetWriter<Group> writer =
          ExampleParquetWriter.builder(new LocalOutputFile(file))
              .withConf(new PlainParquetConfiguration())
              .withType(type)
              .withExtraMetaData(metadata.isEmpty() ? Map.of() : Map.of("huggingface", metadata))
              .withCompressionCodec(CompressionCodecName.SNAPPY)
              .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
              .withRowGroupSize(1L << 20)
              .build()) {
        for (int row = 0; row < rows; row++) {
          Group group = groups.newGroup();
          fill.accept(row, group);
          writer.write(group);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A record of the usual schema. */
  static void put(Group group, byte[] image, long label) {
    group.addGroup("image").append("bytes", Binary.fromConstantByteArray(image));
    group.append("label", label);
  }

  static byte[] png(int width, int height) {
    return png(DatasetFiles.image(width, height));
  }

  static byte[] png(BufferedImage image) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
