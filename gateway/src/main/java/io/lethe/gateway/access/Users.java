package io.lethe.gateway.access;

import io.lethe.gateway.Principal;
import io.lethe.gateway.Role;
import io.lethe.workflows.request.InvalidRequestException;
import io.lethe.workflows.request.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The people who may log in with a password. The users file has one a line, {@code name:role:hash};
 * empty lines and those that begin with {@code #} are left out.
 */
public final class Users {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@-]{1,64}");
  private static final String ROLES =
      Arrays.stream(Role.values())
          .filter(role -> role != Role.ANYONE)
          .map(Users::word)
          .collect(Collectors.joining(", "));

  private final Map<String, User> users;

  private record User(Role role, String hash) {}

  private Users(Map<String, User> users) {
    this.users = users;
  }

  /** Nobody. */
  public static Users none() {
    return new Users(Map.of());
  }

  /**
   * Reads the text of a users file.
   *
   * @throws InvalidRequestException naming every line that is wrong; passwords and hashes are not
   *     repeated
   */
  public static Users parse(String text) {
    Map<String, User> users = new LinkedHashMap<>();
    List<Problem> problems = new ArrayList<>();
    List<String> lines = text.lines().map(String::strip).toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (!line.isEmpty() && !line.startsWith("#")) {
        read("users line " + (i + 1), line, users).ifPresent(problems::add);
      }
    }
    if (users.isEmpty() && problems.isEmpty()) {
      problems.add(new Problem("users", "no user", "a line name:role:hash for each"));
    }
    if (!problems.isEmpty()) {
      throw new InvalidRequestException(problems);
    }
    return new Users(users);
  }

  private static Optional<Problem> read(String field, String line, Map<String, User> users) {
    String[] parts = line.split(":", -1);
    if (parts.length != 3) {
      return fault(field, parts.length + " parts", "name:role:hash");
    }
    if (!NAME.matcher(parts[0]).matches()) {
      return fault(field, "a name of another form", "1 to 64 of a-z, A-Z, 0-9 and ._@-");
    }
    Optional<Role> role = role(parts[1]);
    if (role.isEmpty()) {
      return fault(field, "a role of another name", ROLES);
    }
    if (!Passwords.isHash(parts[2])) {
      return fault(
          field,
          "no bcrypt hash, or one of a cost below 10",
          "what lethe gateway --hash-password prints");
    }
    if (users.putIfAbsent(parts[0], new User(role.get(), parts[2])) != null) {
      return fault(field, "'" + parts[0] + "' a second time", "each name once");
    }
    return Optional.empty();
  }

  private static Optional<Problem> fault(String field, String found, String allowed) {
    return Optional.of(new Problem(field, found, allowed));
  }

  /** The role of that name; {@link Role#ANYONE} is nobody's. */
  static Optional<Role> role(String word) {
    return Arrays.stream(Role.values())
        .filter(role -> role != Role.ANYONE && word(role).equals(word))
        .findFirst();
  }

  /** The name of a role in files and answers. */
  static String word(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }

  boolean isEmpty() {
    return users.isEmpty();
  }

  /** The user as the file has it now; empty for one who has been taken out. */
  Optional<Principal> find(String name) {
    return Optional.ofNullable(users.get(name)).map(user -> new Principal(name, user.role()));
  }

  /** The user of that name and password. */
  Optional<Principal> authenticate(String name, String password) {
    if (users.isEmpty()) {
      return Optional.empty();
    }
    User user = users.get(name);
    // An unknown name takes as long as a known one, so that time does not tell who has an account.
    String hash =
        Optional.ofNullable(user).orElseGet(() -> users.values().iterator().next()).hash();
    boolean matches = Passwords.matches(password, hash);
    return user != null && matches ? find(name) : Optional.empty();
  }
}
