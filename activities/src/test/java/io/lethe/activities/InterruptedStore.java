package io.lethe.activities;

import io.lethe.store.Location;
import io.lethe.store.ObjectStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A store through which a process goes to sleep: once, right before a certain write, others do
 * something; then the write goes on as if no time had passed.
 */
public final class InterruptedStore {
  private InterruptedStore() {}

  /**
   * Sleeps before the first write whose key ends so.
   *
   * @param meanwhile what happens in that time, on the store itself
   */
  public static ObjectStore beforeWriting(ObjectStore store, String suffix, Runnable meanwhile) {
    AtomicBoolean slept = new AtomicBoolean();
    return (ObjectStore)
        Proxy.newProxyInstance(
            ObjectStore.class.getClassLoader(),
            new Class<?>[] {ObjectStore.class},
            (proxy, method, arguments) -> {
              if (method.getName().startsWith("put")
                  && ((Location) arguments[0]).key().endsWith(suffix)
                  && slept.compareAndSet(false, true)) {
                meanwhile.run();
              }
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
