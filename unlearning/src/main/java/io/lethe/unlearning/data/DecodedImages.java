package io.lethe.unlearning.data;

/**
 * RGB images of one size.
 *
 * @param width in pixels
 * @param height in pixels
 * @param pixels by image, row by row, three bytes a pixel
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record DecodedImages(int width, int height, byte[][] pixels) {}
