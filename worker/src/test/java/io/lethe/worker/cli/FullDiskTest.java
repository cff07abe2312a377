package io.lethe.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.store.TinyDisk;
import io.lethe.worker.CommandLineHarness;
import io.lethe.worker.CommandLineHarness.Outcome;
import io.lethe.worker.TinyProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A state folder on a full disk: said by name and reason, and no matter once there is room. */
class FullDiskTest {
  @TempDir Path folder;

  @Test
  void aFullDiskUnderTheStateFolderIsSaidAndTypingAgainGoesOn() throws IOException {
    TinyProject project = TinyProject.create(Files.createDirectories(folder.resolve("project")));
    project.request("full.yaml", TinyProject.unlearning("full", "model.safetensors"));
    CommandLineHarness person = new CommandLineHarness(project.folder(), folder);
    try (TinyDisk disk = TinyDisk.mount(folder.resolve("disk"), 16 << 20)) {
      Path filler = disk.fill(512 << 10);
      String state = disk.folder().resolve("state").toString();
      String[] typed = {"run", "-f", "full.yaml", "--embedded", "--state", state, "--json"};
      Outcome full = person.lethe(typed);
      assertThat(full.code()).isEqualTo(ExitCode.PLATFORM);
      assertThat(full.err())
          .contains("the disk under " + state)
          .contains("No space left on device")
          .contains("bytes free")
          .contains("s3://lethe/");

      Files.delete(filler);
      Outcome again = person.lethe(typed);
      assertThat(again.code()).as(again.err()).isZero();
    }
  }
}
