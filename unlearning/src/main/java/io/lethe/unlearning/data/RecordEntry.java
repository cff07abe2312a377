package io.lethe.unlearning.data;

import java.nio.file.Path;
import java.util.Optional;

/**
 * One record as a layout finds it, before its pixels are read.
 *
 * @param id record id
 * @param label class label
 * @param subject person or source, empty where there is none
 * @param partition by origin
 * @param file file that holds the pixels
 * @param slot number of the record in a file of many, {@link #WHOLE_FILE} for an image of its own
 * @param sha256 what the manifest says about the content: the digest of the file, or of the
 *     record's RGB bytes (row by row) where the file holds many records
 */
record RecordEntry(
    String id,
    int label,
    String subject,
    Partition partition,
    Path file,
    int slot,
    Optional<String> sha256) {
  static final int WHOLE_FILE = -1;
}
