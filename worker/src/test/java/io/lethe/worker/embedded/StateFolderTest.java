package io.lethe.worker.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFolderTest {
  private static final Endpoint ENDPOINT =
      new Endpoint(1, "127.0.0.1:7", "token", "http://127.0.0.1:8", "key", "secret");

  @TempDir Path folder;

  @Test
  void secondOwnerIsRefusedUntilTheFirstLetsGo() throws IOException {
    StateFolder state = new StateFolder(folder.resolve("state"));
    try (StateFolder.Ownership first = state.own().orElseThrow()) {
      assertThat(first).isNotNull();
      assertThat(state.own()).isEmpty();
    }
    try (StateFolder.Ownership second = state.own().orElseThrow()) {
      assertThat(second).isNotNull();
    }
  }

  @Test
  void endpointIsSeenWhileItsOwnerLives() throws IOException {
    StateFolder state = new StateFolder(folder.resolve("state"));
    try (StateFolder.Ownership owner = state.own().orElseThrow()) {
      assertThat(state.endpoint()).isEmpty();
      owner.announce(ENDPOINT);
      assertThat(state.endpoint()).contains(ENDPOINT);
    }
    assertThat(state.endpoint()).isEmpty();
  }

  /** A killed owner leaves its endpoint file behind; its lock went with it. */
  @Test
  void endpointOfAKilledOwnerIsNotBelieved() throws IOException {
    StateFolder state = new StateFolder(folder.resolve("state"));
    byte[] leftOver;
    try (StateFolder.Ownership owner = state.own().orElseThrow()) {
      Files.createDirectories(state.objects().resolve("bucket"));
      owner.announce(ENDPOINT);
      leftOver = Files.readAllBytes(state.path().resolve("endpoint.json"));
    }
    Files.write(state.path().resolve("endpoint.json"), leftOver);

    assertThat(state.endpoint()).isEmpty();
    try (StateFolder.Ownership next = state.own().orElseThrow()) {
      assertThat(next).isNotNull();
      assertThat(state.endpoint()).isEmpty();
    }
  }

  @Test
  void onlyItsOwnerCanReadTheSecrets() throws IOException {
    StateFolder state = new StateFolder(folder.resolve("state"));
    try (StateFolder.Ownership owner = state.own().orElseThrow()) {
      owner.announce(ENDPOINT);
      assertThat(permissions(state.path())).isEqualTo("rwx------");
      assertThat(permissions(state.path().resolve("endpoint.json"))).isEqualTo("rw-------");
    }
    assertThat(ENDPOINT.toString()).doesNotContain("secret").doesNotContain("token");
  }

  @Test
  void aNewFolderInWhichNothingCameToBeIsRemovedAgain() throws IOException {
    StateFolder state = new StateFolder(folder.resolve("state"));
    try (StateFolder.Ownership owner = state.own().orElseThrow()) {
      owner.announce(ENDPOINT);
      assertThat(state.path()).isDirectory();
    }
    assertThat(state.path()).doesNotExist();
  }

  @Test
  void lookingDoesNotCreateTheFolder() throws IOException {
    StateFolder state = new StateFolder(folder.resolve("absent"));
    assertThat(state.endpoint()).isEmpty();
    assertThat(state.exists()).isFalse();
    assertThat(state.path()).doesNotExist();
  }

  @Test
  void defaultFollowsTheXdgVariable() {
    assertThat(StateFolder.byDefault(Map.of("XDG_STATE_HOME", "/x")).path())
        .isEqualTo(Path.of("/x/lethe"));
    assertThat(StateFolder.byDefault(Map.of("XDG_STATE_HOME", "relative")).path())
        .isEqualTo(Path.of(System.getProperty("user.home"), ".local/state/lethe"));
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
