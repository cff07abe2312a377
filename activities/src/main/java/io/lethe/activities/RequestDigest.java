package io.lethe.activities;

import io.lethe.formats.CanonicalJson;
import io.lethe.workflows.Wire;
import io.lethe.workflows.request.RunRequest;

/** The digest that tells equal stored requests from others under one name. */
public final class RequestDigest {
  private RequestDigest() {}

  /** SHA-256 of the canonical JSON of the normal form, lower-case hexadecimal. */
  public static String of(RunRequest request) {
    return CanonicalJson.sha256(Wire.mapper(), request);
  }
}
