package io.lethe.unlearning;

/**
 * Input that a person must correct: names the request field, what was found and what is allowed.
 */
public class InvalidInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String field;

  /**
   * Creates the exception.
   *
   * @param field path of the request field, such as {@code forget.ids} or {@code model.ref}
   * @param message what was found and what is allowed, without the field
   */
  public InvalidInputException(String field, String message) {
    super(field + ": " + message);
    this.field = field;
  }

  /** The same found in a field of another name. */
  public InvalidInputException of(String otherField) {
    return new InvalidInputException(otherField, getMessage().substring(field.length() + 2));
  }

  /** Path of the request field. */
  public String field() {
    return field;
  }
}
