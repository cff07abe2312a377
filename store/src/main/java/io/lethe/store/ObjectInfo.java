package io.lethe.store;

import java.time.Instant;

/**
 * What the store says about an object without handing it out.
 *
 * @param location where it is
 * @param size bytes
 * @param etag the store's version tag, without quotes; changes with the content
 * @param lastModified when it was written, by the store's clock
 */
public record ObjectInfo(Location location, long size, String etag, Instant lastModified) {}
