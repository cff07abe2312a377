package io.lethe.unlearning.data;

import io.lethe.unlearning.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;

/** A Parquet file, read row group by row group and only in the columns that are asked for. */
final class ParquetTable implements AutoCloseable {
  /** What parquet-floor decompresses without Hadoop. */
  private static final Set<CompressionCodecName> CODECS =
      EnumSet.of(
          CompressionCodecName.UNCOMPRESSED,
          CompressionCodecName.SNAPPY,
          CompressionCodecName.ZSTD);

  /** Receives rows. */
  @FunctionalInterface
  interface RowSink {
    void accept(int row, Group values);
  }

  private final DatasetFolder folder;
  private final Path file;
  private final ParquetFileReader reader;

  private ParquetTable(DatasetFolder folder, Path file, ParquetFileReader reader) {
    this.folder = folder;
    this.file = file;
    this.reader = reader;
  }

  /**
   * Opens a file and reads its footer.
   *
   * @throws InvalidInputException if it is empty, truncated or not Parquet
   */
  static ParquetTable open(DatasetFolder folder, Path file) {
    folder.size(file);
    try {
      ParquetReadOptions options =
          ParquetReadOptions.builder(new PlainParquetConfiguration())
              .usePageChecksumVerification()
              .build();
      return new ParquetTable(
          folder, file, new ParquetFileReader(new LocalInputFile(file), options));
    } catch (IOException | RuntimeException e) {
      throw because(folder.error(file, "is truncated or not Parquet: " + line(e)), e);
    }
  }

  MessageType schema() {
    return reader.getFileMetaData().getSchema();
  }

  /** A text of the file's own metadata. */
  Optional<String> metadata(String key) {
    return Optional.ofNullable(reader.getFileMetaData().getKeyValueMetaData().get(key));
  }

  int rows() {
    return Math.toIntExact(reader.getRecordCount());
  }

  /** An error about this file. */
  InvalidInputException error(String message) {
    return folder.error(file, message);
  }

  /**
   * Reads all rows once; memory holds one row group of the columns at a time.
   *
   * @param columns the part of the schema to read
   * @throws InvalidInputException if the content is damaged or compressed in an unknown way
   */
  void forEach(MessageType columns, RowSink sink) {
    try {
      reader.setRequestedSchema(columns);
      requireCodecs(columns);
      int row = 0;
      for (PageReadStore group; (group = reader.readNextRowGroup()) != null; ) {
        RecordReader<Group> records =
            new ColumnIOFactory()
                .getColumnIO(columns)
                .getRecordReader(group, new GroupRecordConverter(columns));
        for (long i = 0; i < group.getRowCount(); i++) {
          sink.accept(row++, records.read());
        }
      }
    } catch (InvalidInputException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw because(error("the Parquet file is damaged: " + line(e)), e);
    }
  }

  private void requireCodecs(MessageType columns) {
    for (BlockMetaData block : reader.getRowGroups()) {
      for (ColumnChunkMetaData chunk : block.getColumns()) {
        boolean read = columns.containsPath(chunk.getPath().toArray());
        if (read && !CODECS.contains(chunk.getCodec())) {
          throw error(
              "column %s is compressed with %s, allowed are %s"
                  .formatted(chunk.getPath().toDotString(), chunk.getCodec(), CODECS));
        }
      }
    }
  }

  private static String line(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private static InvalidInputException because(InvalidInputException error, Exception cause) {
    error.initCause(cause);
    return error;
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
