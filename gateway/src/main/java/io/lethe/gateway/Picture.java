package io.lethe.gateway;

/**
 * A picture of a run.
 *
 * @param file name of its file within the run, such as {@code avg-gap.png}
 * @param title what it shows
 * @param mediaType such as {@code image/png}
 */
public record Picture(String file, String title, String mediaType) {}
