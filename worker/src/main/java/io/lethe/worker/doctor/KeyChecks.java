package io.lethe.worker.doctor;

import io.lethe.unlearning.InvalidInputException;
import io.lethe.worker.runtime.RemoteServers;
import io.lethe.workflows.payload.PayloadKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The keys of workflow history. */
final class KeyChecks {
  private static final String NAME = "payload keys";

  private KeyChecks() {}

  static Check check(Map<String, String> environment) {
    try {
      PayloadKeys keys = RemoteServers.payloadKeys(environment);
      if (keys.ids().isEmpty()) {
        return Check.ok(NAME, "none: workflow history is not encrypted");
      }
      Optional<Path> file = PayloadKeys.file(environment);
      String found = "%d, newest '%s'".formatted(keys.ids().size(), keys.ids().iterator().next());
      return file.isPresent() && openToOthers(file.get())
          ? Check.warn(
              NAME,
              "%s; others can read %s".formatted(found, file.get()),
              "chmod 600 " + file.get())
          : Check.ok(NAME, found);
    } catch (InvalidInputException e) {
      return Check.fail(NAME, e, "see docs/operations.md");
    } catch (IOException e) {
      return Check.fail(NAME, e, "see the file's folder");
    }
  }

  private static boolean openToOthers(Path file) throws IOException {
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      return permissions.contains(PosixFilePermission.OTHERS_READ);
    } catch (UnsupportedOperationException notPosix) {
      return false;
    }
  }
}
