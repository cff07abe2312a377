package io.lethe.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.gateway.Principal;
import io.lethe.gateway.Role;
import io.lethe.workflows.request.InvalidRequestException;
import org.junit.jupiter.api.Test;

class UsersTest {
  // crypt(3) of "letmein-letmein", the form that htpasswd -B writes.
  private static final String HTPASSWD =
      "$2y$10$abcdefghijklmnopqrstuuV8feqO2QBA0743pjLfoGzkh1.JgW6bW";

  private static final int TIMINGS = 5;

  @Test
  void aHashOfHtpasswdWithARoleIsAUser() {
    Users users = Users.parse("# people\n\nada:admin:" + HTPASSWD + "\n");
    assertThat(users.authenticate("ada", "letmein-letmein"))
        .contains(new Principal("ada", Role.ADMIN));
    assertThat(users.authenticate("ada", "letmein-letmeim")).isEmpty();
    assertThat(users.authenticate("Ada", "letmein-letmein")).isEmpty();
    assertThat(users.authenticate("", "")).isEmpty();
  }

  @Test
  void everyBadLineIsNamedAndNoneIsRepeated() {
    String text =
        String.join(
            "\n",
            "ada:admin:hunter2-in-the-clear",
            "ada admin",
            "eve:root:" + HTPASSWD,
            "eve:anyone:" + HTPASSWD,
            "e ve:viewer:" + HTPASSWD,
            "bob:viewer:$2y$04$abcdefghijklmnopqrstuuGm1NHOgLCzd5Rr7o7Xq5s3GMEqKXw9e",
            "bob:viewer:" + HTPASSWD,
            "bob:admin:" + HTPASSWD);
    assertThatThrownBy(() -> Users.parse(text))
        .isInstanceOf(InvalidRequestException.class)
        .message()
        .doesNotContain("hunter2", HTPASSWD)
        .isEqualTo(
            """
            users line 1: found no bcrypt hash, or one of a cost below 10; allowed: what lethe gateway --hash-password prints
            users line 2: found 1 parts; allowed: name:role:hash
            users line 3: found a role of another name; allowed: viewer, operator, approver, admin
            users line 4: found a role of another name; allowed: viewer, operator, approver, admin
            users line 5: found a name of another form; allowed: 1 to 64 of a-z, A-Z, 0-9 and ._@-
            users line 6: found no bcrypt hash, or one of a cost below 10; allowed: what lethe gateway --hash-password prints
            users line 8: found 'bob' a second time; allowed: each name once\
            """);
  }

  @Test
  void aFileWithoutUsersIsNoWayToSwitchLoginOff() {
    assertThatThrownBy(() -> Users.parse("# nobody yet\n"))
        .hasMessage("users: found no user; allowed: a line name:role:hash for each");
  }

  @Test
  void eachHashHasItsOwnSalt() {
    String first = Passwords.hash(Door.PASSWORD);
    assertThat(Passwords.isHash(first)).isTrue();
    assertThat(first).isNotEqualTo(Passwords.hash(Door.PASSWORD)).startsWith("$2a$12$");
    assertThat(Passwords.matches(Door.PASSWORD, first)).isTrue();
  }

  @Test
  void aPasswordThatBcryptWouldCutIsRefused() {
    String longest = "a".repeat(72);
    assertThatThrownBy(() -> Passwords.hash(longest + "b"))
        .hasMessage("password: found 73 bytes; allowed: 8 to 72 bytes of UTF-8");
    assertThatThrownBy(() -> Passwords.hash("short")).hasMessageNotContaining("short");
    String hash = Passwords.hash(longest);
    assertThat(Passwords.matches(longest, hash)).isTrue();
    assertThat(Passwords.matches(longest + "b", hash)).isFalse();
  }

  @Test
  void anUnknownNameTakesAsLongAsAKnownOne() {
    Door.USERS.authenticate("ada", "warm up");
    long known = Long.MAX_VALUE;
    long unknown = Long.MAX_VALUE;
    // In turn: the machine may be busy, or the hash not compiled yet, for a while. Either only
    // adds.
    for (int i = 0; i < TIMINGS; i++) {
      known = Math.min(known, nanos("ada"));
      unknown = Math.min(unknown, nanos("nobody"));
    }
    // Without the hash it would be thousands of times faster; the rest is the machine's noise.
    assertThat(unknown).isGreaterThan(known / 5);
  }

  private static long nanos(String name) {
    long start = System.nanoTime();
    assertThat(Door.USERS.authenticate(name, "wrong password")).isEmpty();
    return System.nanoTime() - start;
  }
}
