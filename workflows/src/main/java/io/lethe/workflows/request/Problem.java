package io.lethe.workflows.request;

/**
 * One thing wrong with a request.
 *
 * @param field path such as {@code method.epochs}; {@code line 3, column 7} for broken YAML; empty
 *     for the document as a whole
 * @param found what was found
 * @param allowed what is allowed
 */
public record Problem(String field, String found, String allowed) {
  @Override
  public String toString() {
    return (field.isEmpty() ? "request" : field) + ": found " + found + "; allowed: " + allowed;
  }
}
