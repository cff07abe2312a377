package io.lethe.workflows.request;

import java.util.Optional;

/**
 * A preset that values of a request came from. What counts is the values, which are in the request;
 * this says where they are explained, and that a later change of the file is another file.
 *
 * @param name such as {@code paper/salun-cifar10-10}
 * @param sha256 digest of the preset's file
 * @param field the part of the request that it filled, where that is not the request itself
 */
public record PresetUse(String name, String sha256, Optional<String> field) {}
