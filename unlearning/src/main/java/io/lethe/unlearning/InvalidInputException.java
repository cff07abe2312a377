package io.lethe.unlearning;

/**
 * Input that a person must correct: names the request field, what was found and what is allowed.
 */
public class InvalidInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String field;
  private final String names;

  /**
   * Creates the exception.
   *
   * @param field path of the request field, such as {@code forget.ids} or {@code model.ref}
   * @param message what was found and what is allowed, without the field
   */
  public InvalidInputException(String field, String message) {
    this(field, message, "");
  }

  /**
   * Creates the exception where the message ends with names of records or of a person.
   *
   * @param field path of the request field
   * @param message what was found and what is allowed, without the field
   * @param names the end of the message, for the person who asked and nobody else
   */
  public InvalidInputException(String field, String message, String names) {
    super(field + ": " + message + names);
    this.field = field;
    this.names = names;
  }

  /** The same found in a field of another name. */
  public InvalidInputException of(String otherField) {
    return new InvalidInputException(otherField, text(), names);
  }

  /** The same for places that others read, such as workflow history: it names nobody. */
  public InvalidInputException withoutNames() {
    return names.isEmpty() ? this : new InvalidInputException(field, text());
  }

  private String text() {
    return getMessage().substring(field.length() + 2, getMessage().length() - names.length());
  }

  /** Path of the request field. */
  public String field() {
    return field;
  }
}
