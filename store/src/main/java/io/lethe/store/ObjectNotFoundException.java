package io.lethe.store;

/** There is no such object, or no such bucket. */
public final class ObjectNotFoundException extends StoreException {
  private static final long serialVersionUID = 1L;

  private ObjectNotFoundException(String message) {
    super(message);
  }

  /** The bucket may be there, the object is not. */
  public static ObjectNotFoundException object(Location location) {
    return new ObjectNotFoundException(location + ": no such object");
  }

  /** The bucket of {@code subject} is not there. */
  public static ObjectNotFoundException bucket(String bucket, Object subject) {
    return new ObjectNotFoundException(subject + ": bucket '" + bucket + "' does not exist");
  }
}
