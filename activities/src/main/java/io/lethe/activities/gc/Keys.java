package io.lethe.activities.gc;

import io.lethe.activities.Layout;
import java.util.List;

/** Which group a key of Lethe's bucket belongs to. */
final class Keys {
  private static final List<String> BESIDE =
      List.of(".manifest.json", ".manifest.key", ".manifest.assumed", Layout.IMPORTED);

  private Keys() {}

  static String stageKey(String key) {
    return segment(key, 1).replaceFirst("\\.json$", "");
  }

  static String segment(String key, int index) {
    int begin = 0;
    for (int i = 0; i < index; i++) {
      begin = key.indexOf('/', begin) + 1;
    }
    int end = key.indexOf('/', begin);
    return end < 0 ? key.substring(begin) : key.substring(begin, end);
  }

  /** An artifact and what lies beside it are one group. */
  static String artifact(String key) {
    for (String ending : BESIDE) {
      if (key.endsWith(ending)) {
        return key.substring(0, key.length() - ending.length());
      }
    }
    return key;
  }

  /** {@code datasets/sha256/aa/<digest>}, whatever lies below or beside it. */
  static String dataset(String key) {
    int end = 0;
    for (int i = 0; i < 4 && end >= 0; i++) {
      end = key.indexOf('/', end + 1);
    }
    return artifact(end < 0 ? key : key.substring(0, end));
  }
}
