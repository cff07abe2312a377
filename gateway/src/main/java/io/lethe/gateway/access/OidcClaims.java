package io.lethe.gateway.access;

import com.nimbusds.jwt.JWTClaimsSet;
import io.lethe.gateway.Principal;
import io.lethe.gateway.Role;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads a user's name and role from verified claims. */
final class OidcClaims {
  private static final String PREFIX = "lethe-";
  private static final int MAX_NAME = 128;

  private OidcClaims() {}

  static Principal principal(JWTClaimsSet claims, String roleClaim) {
    return new Principal(name(claims), role(claims, roleClaim));
  }

  private static String name(JWTClaimsSet claims) {
    String name =
        Stream.of("preferred_username", "email", "sub")
            .map(claims::getClaim)
            .filter(Objects::nonNull)
            .map(Object::toString)
            .map(text -> text.replaceAll("\\p{Cntrl}", "?").strip())
            .filter(text -> !text.isEmpty())
            .findFirst()
            .orElse("?");
    return name.substring(0, Math.min(name.length(), MAX_NAME));
  }

  private static Role role(JWTClaimsSet claims, String path) {
    return values(find(claims, path))
        .map(Object::toString)
        .map(word -> word.startsWith(PREFIX) ? word.substring(PREFIX.length()) : word)
        .map(Users::role)
        .flatMap(Optional::stream)
        .max(Comparator.naturalOrder())
        .orElse(Role.ANYONE);
  }

  private static Object find(JWTClaimsSet claims, String path) {
    // A claim may have a dot in its own name, as those that are URLs do.
    Object found = claims.getClaim(path);
    if (found != null) {
      return found;
    }
    found = claims.getClaims();
    for (String segment : List.of(path.split("\\."))) {
      found = found instanceof Map<?, ?> map ? map.get(segment) : null;
    }
    return found;
  }

  private static Stream<?> values(Object found) {
    if (found instanceof Collection<?> many) {
      return many.stream().filter(Objects::nonNull);
    }
    return Stream.ofNullable(found);
  }
}
