package io.lethe.worker.serve;

import io.lethe.store.ObjectStore;
import io.lethe.worker.runtime.Submission;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which requests have been found good, and what was read to find it. A plan is a function of the
 * request and of what it reads: the same question over the same objects needs no second look at the
 * data and the model. Only good answers are kept.
 */
final class KnownPlans {
  private static final int MOST = 500;

  private final ObjectStore store;
  private final Map<String, ReadLog> good =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ReadLog> eldest) {
          return size() > MOST;
        }
      };

  KnownPlans(ObjectStore store) {
    this.store = store;
  }

  /**
   * Holds a request against its data and its model.
   *
   * @throws io.lethe.unlearning.InvalidInputException naming the field that is wrong
   */
  void check(Submission submission) {
    String question = submission.question();
    ReadLog known = find(question);
    if (known != null && known.holds()) {
      return;
    }
    ReadLog log = new ReadLog(store);
    submission.plan(log);
    keep(question, log);
  }

  private synchronized ReadLog find(String question) {
    return good.get(question);
  }

  private synchronized void keep(String question, ReadLog log) {
    good.put(question, log);
  }
}
