package io.lethe.unlearning.data;

/** One way to lay out a data set in a folder. */
interface Layout {
  /** What the layout looks like, for the message that nothing was found. */
  String description();

  /** Whether the folder looks like this layout. */
  boolean matches(DatasetFolder folder);

  /**
   * The records, without reading pixels.
   *
   * @throws io.lethe.unlearning.InvalidInputException naming the file that is wrong
   */
  Listing list(DatasetFolder folder);
}
