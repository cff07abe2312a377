package io.lethe.unlearning.metric;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the names of definitions in results mean: one sentence and the formula. The names are made
 * in {@link Metrics} and {@link Members}; a test holds that each has its text here.
 */
public final class Definitions {
  private static final Map<String, String> TEXTS = new LinkedHashMap<>();

  static {
    text(
        "ua.error_forget",
        "Unlearning accuracy, percent: share of D_f that the model gets wrong, evaluation mode, no"
            + " augmentation. 100 − 100 · |{x ∈ D_f: argmax p(x) = y}| / |D_f|.");
    text(
        "ra.accuracy_retain",
        "Retain accuracy, percent: share of D_r that the model gets right."
            + " 100 · |{x ∈ D_r: argmax p(x) = y}| / |D_r|.");
    text(
        "ta.accuracy_test",
        "Test accuracy, percent: share of the test set that the model gets right."
            + " 100 · |{x ∈ D_t: argmax p(x) = y}| / |D_t|.");
    text(
        "ta.accuracy_test_without_forgotten_class",
        "Test accuracy, percent, over the test records of the classes that remain."
            + " 100 · |{x ∈ D_t, y ≠ c: argmax p(x) = y}| / |{x ∈ D_t: y ≠ c}|.");
    attack("confidence", "the softmax probability p_y of the true label");
    attack("correctness", "1 where the largest probability is the true label's, else 0");
    attack("entropy", "−Σ p_i ln p_i");
    attack("modified_entropy", "−(1 − p_y) ln p_y − Σ p_i ln(1 − p_i) over i ≠ y");
    attack("probabilities", "all softmax probabilities");
    text(
        "mia.threshold_confidence_forget",
        "Membership inference by one threshold, a fraction: share of D_f with p_y < t, where t has"
            + " the largest balanced accuracy between members and non-members.");
    text(
        "mia.threshold_confidence_balanced_accuracy",
        "How well that threshold tells members from non-members, a fraction:"
            + " (share of members with p_y ≥ t + share of non-members with p_y < t) / 2.");
    text(
        "mia.auc_confidence_members",
        "Area under the ROC curve of p_y, members against non-members, a fraction:"
            + " P(member's p_y > non-member's p_y) + P(equal) / 2.");
    text(
        "mia.auc_confidence_forget",
        "Area under the ROC curve of p_y, D_f against non-members, a fraction; 1/2 where they look"
            + " alike: P(p_y in D_f > non-member's p_y) + P(equal) / 2.");
    text(
        "members.seeded",
        "Members of the attack: drawn from D_r with the run's seed, as many as non-members.");
    text(
        "members.first_retained",
        "Members of the attack: the first of D_r in order, as many as non-members, for every seed"
            + " the same: the reference's form.");
    text("members.listed", "Members of the attack: listed in the request.");
    text("loss.forget", "Mean cross-entropy on D_f, nats: −Σ ln p_y / |D_f|.");
    text("loss.retain", "Mean cross-entropy on D_r, nats: −Σ ln p_y / |D_r|.");
    text("loss.test", "Mean cross-entropy on the test set, nats: −Σ ln p_y / |D_t|.");
  }

  private Definitions() {}

  private static void text(String name, String text) {
    TEXTS.put(name, text);
  }

  private static void attack(String feature, String what) {
    text(
        "mia.svc_" + feature + "_forget",
        "Membership inference: share of D_f that a support-vector machine (RBF kernel, C = 3) calls"
            + " non-member, fitted on retained members against test records with the feature "
            + what
            + "; in percent as a metric. 100 · |{x ∈ D_f: non-member}| / |D_f|."
            + " Good is what Retrain has, not more.");
  }

  /**
   * Sentence and formula of a definition, also of one that is followed with or without outputs
   * beyond the classes; empty where the name is unknown.
   */
  public static Optional<String> of(String name) {
    if (name.endsWith(Metrics.WITH_EXTRA)) {
      String plain = name.substring(0, name.length() - Metrics.WITH_EXTRA.length());
      return of(plain).map(text -> text + " Outputs beyond the classes are counted too.");
    }
    if (name.endsWith(Metrics.WITHOUT_EXTRA)) {
      String plain = name.substring(0, name.length() - Metrics.WITHOUT_EXTRA.length());
      return of(plain).map(text -> text + " Outputs beyond the classes are left out.");
    }
    return Optional.ofNullable(TEXTS.get(name));
  }
}
