package io.lethe.store;

/**
 * A reference to immutable bytes in the store.
 *
 * @param location where they are
 * @param sha256 their SHA-256, lower-case hexadecimal
 * @param bytes how many they are
 */
public record StoredArtifact(Location location, String sha256, long bytes) {}
