package io.lethe.activities.gc;

import io.lethe.store.InMemoryObjectStore;
import io.lethe.store.Location;
import io.lethe.store.ObjectInfo;
import io.lethe.store.ObjectStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A store in memory that was filled long ago, and whose calls somebody may watch. */
final class AgedStore {
  private static final Duration AGE = Duration.ofDays(40);

  private final InMemoryObjectStore memory = new InMemoryObjectStore();
  private final Map<Location, String> aged = new HashMap<>();

  AgedStore() {
    memory.createBucketIfMissing("lethe");
  }

  /** Lets 40 days pass for all that is there. */
  void age() {
    memory.list("lethe", "").forEach(info -> aged.put(info.location(), info.etag()));
  }

  private ObjectInfo dated(ObjectInfo info) {
    return info.etag().equals(aged.get(info.location()))
        ? new ObjectInfo(info.location(), info.size(), info.etag(), info.lastModified().minus(AGE))
        : info;
  }

  /** The store; each call is announced before it happens. */
  ObjectStore store(Consumer<String> before) {
    return (ObjectStore)
        Proxy.newProxyInstance(
            ObjectStore.class.getClassLoader(),
            new Class<?>[] {ObjectStore.class},
            (proxy, method, arguments) -> {
              before.accept(method.getName());
              try {
                return dated(method.invoke(memory, arguments));
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private Object dated(Object answer) {
    if (answer instanceof Stream<?> objects) {
      return objects.map(info -> dated((ObjectInfo) info));
    }
    return answer instanceof Optional<?> found && found.orElse(null) instanceof ObjectInfo info
        ? Optional.of(dated(info))
        : answer;
  }
}
