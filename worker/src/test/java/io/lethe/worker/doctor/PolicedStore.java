package io.lethe.worker.doctor;

import io.lethe.store.InMemoryObjectStore;
import io.lethe.store.Location;
import io.lethe.store.ObjectStore;
import io.lethe.store.StoreAccessDeniedException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.BiPredicate;

/** A store in memory in front of which somebody decides which method may touch which object. */
final class PolicedStore {
  private PolicedStore() {}

  /**
   * The store as a user with a policy sees it.
   *
   * @param policy method of the port and {@code bucket/key}; whether it is allowed
   */
  static ObjectStore of(InMemoryObjectStore store, BiPredicate<String, String> policy) {
    return (ObjectStore)
        Proxy.newProxyInstance(
            ObjectStore.class.getClassLoader(),
            new Class<?>[] {ObjectStore.class},
            (proxy, method, arguments) -> {
              String subject =
                  arguments != null && arguments[0] instanceof Location at
                      ? at.bucket() + "/" + at.key()
                      : arguments == null ? "" : arguments[0] + "/";
              if (!policy.test(method.getName(), subject)) {
                throw new StoreAccessDeniedException(subject + ": denied", null);
              }
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
