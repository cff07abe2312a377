package io.lethe.unlearning.model;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.formats.MalformedFileException;
import io.lethe.formats.torchscript.ScriptArchive;
import io.lethe.unlearning.Shared;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused before the engine sees it. */
class ScriptArchiveTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "traced.pt | it was traced",
        "traced-inside.pt | with its mode fixed to False",
        "quantised.pt | it is quantised",
        "pair.pt | forward is (x: Tensor) -> Tuple[Tensor, Tensor]; allowed is one Tensor",
        "writer.pt | its code calls 'torch.save', which reads or writes files",
        "overlap.pt | 'a' and 'b' overlap in memory",
        "checkpoint.pt | no TorchScript archive but a pickle checkpoint (torch.save)"
      })
  void whatIsNoScriptedClassifierIsRefusedWithTheReason(String file, String reason) {
    refused(Scripts.file(file), reason);
  }

  @Test
  void theGoldenTraceIsRefusedWithTheReason() {
    refused(Shared.require("golden/torchscript/user-a.traced.pt"), "batch normalisation");
  }

  @Test
  void tornArchivesAreRefused() throws IOException {
    byte[] bytes = Files.readAllBytes(Scripts.file("tiny.pt"));
    refused(write(Arrays.copyOf(bytes, bytes.length / 2)), "torn or damaged");
    byte[] flipped = bytes.clone();
    for (int i = 0; i < flipped.length - 4; i++) {
      if (flipped[i] == (byte) 0x80 && flipped[i + 1] == 2 && flipped[i + 2] == 'c') {
        flipped[i + 10] ^= 1; // inside data.pkl
        break;
      }
    }
    refused(write(flipped), "data.pkl' is torn or damaged");
    refused(write("no archive at all".getBytes(StandardCharsets.UTF_8)), "torn or damaged");
  }

  @Test
  void archivesThatUnpackToMuchMoreThanTheyAreAreRefusedBeforeThat() throws IOException {
    refused(bomb("bomb/data.pkl", 50_000_000), "entry 'bomb/data.pkl' is compressed");
    refused(bomb("bomb/code/__torch__.py", 70_000_000), "70,000,000 of compressed text");
  }

  private Path bomb(String entry, int size) throws IOException {
    Path bomb = folder.resolve("bomb.pt");
    try (OutputStream out = Files.newOutputStream(bomb);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(entry));
      zip.write(new byte[size]);
      zip.closeEntry();
    }
    return bomb;
  }

  @Test
  void entriesOutsideTheFolderAndOtherVersionsAreRefused() throws IOException {
    refused(rewritten("tiny/version", "../version", "3"), "is outside the archive's folder");
    refused(rewritten("tiny/version", "tiny/version", "99"), "version is '99', allowed are 3 to");
    refused(rewritten("tiny/byteorder", "tiny/byteorder", "big"), "is big-endian");
  }

  @Test
  void picklesThatDoMoreThanTorchScriptsAreRefused() throws IOException {
    // cos\nsystem\n(X\2\0\0\0idtR. : calls os.system("id") where it is unpickled
    refused(
        rewritten("tiny/data.pkl", "tiny/data.pkl", "\2\2cos\nsystem\n(X\2\0\0\0idtR."),
        "holds no module");
    refused(rewritten("tiny/data.pkl", "tiny/data.pkl", "\2\2ios\nsystem\n"), "opcode 0x02");
    refused(rewritten("tiny/data.pkl", "tiny/data.pkl", "((("), "torn or damaged");
  }

  /** A copy in which one entry has another name and text; 0x02 stands for 0x80 before text. */
  private Path rewritten(String entry, String name, String text) throws IOException {
    Path copy = folder.resolve("copy.pt");
    try (ZipFile zip = new ZipFile(Scripts.file("tiny.pt").toFile());
        OutputStream out = Files.newOutputStream(copy);
        ZipOutputStream zipped = new ZipOutputStream(out)) {
      zipped.setMethod(ZipOutputStream.STORED);
      for (ZipEntry old : Collections.list(zip.entries())) {
        boolean changed = old.getName().equals(entry);
        byte[] bytes =
            changed
                ? text.getBytes(StandardCharsets.ISO_8859_1)
                : zip.getInputStream(old).readAllBytes();
        if (changed && text.startsWith("\2\2c")) {
          bytes[0] = (byte) 0x80;
        }
        ZipEntry fresh = new ZipEntry(changed ? name : old.getName());
        CRC32 crc = new CRC32();
        crc.update(bytes);
        fresh.setSize(bytes.length);
        fresh.setCrc(crc.getValue());
        zipped.putNextEntry(fresh);
        new ByteArrayInputStream(bytes).transferTo(zipped);
        zipped.closeEntry();
      }
    }
    return copy;
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("bytes.pt"), bytes);
  }

  private static void refused(Path file, String reason) {
    assertThatThrownBy(() -> ScriptArchive.read(file))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining(reason);
  }
}
