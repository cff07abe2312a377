package io.lethe.unlearning.metric;

import java.util.Arrays;

/**
 * Attacks that try to tell whether records were trained on, from what the model predicts for them.
 *
 * <p>All are fitted on members (retained records) against non-members (test records) of the same
 * model, and applied to the forget set. A score is the share of D_f called non-member, a fraction:
 * the closer to the Retrain baseline's, the better; a larger one is not better.
 *
 * @see <a href="https://arxiv.org/abs/2310.12508">SalUn, section 5 and appendix C</a>
 */
public final class MembershipInference {
  private final PredictedSet members;
  private final PredictedSet nonMembers;
  private final PredictedSet forget;

  /** Takes the three sets. */
  public MembershipInference(PredictedSet members, PredictedSet nonMembers, PredictedSet forget) {
    this.members = members;
    this.nonMembers = nonMembers;
    this.forget = forget;
  }

  /**
   * The support-vector attack of the reference on one feature (see {@link AttackFeature}). Time
   * grows with the square of the number of records: about 12 s of CPU for 10,000 members against
   * 10,000.
   */
  public double supportVectorScore(AttackFeature feature) {
    SupportVectorAttack attack =
        SupportVectorAttack.train(feature.of(members), feature.of(nonMembers));
    return (double) attack.countNonMembers(feature.of(forget)) / forget.size();
  }

  /**
   * The best threshold on the confidence: member if p_y ≥ t, with t of the largest balanced
   * accuracy, the smallest of equals.
   */
  public ThresholdAttack thresholdAttack() {
    Separation.Threshold best = Separation.best(confidences(members), confidences(nonMembers));
    int below = Separation.below(Separation.sorted(confidences(forget)), best.value());
    return new ThresholdAttack(
        best.value(), best.balancedAccuracy(), below, (double) below / forget.size());
  }

  /**
   * Outcome of {@link #thresholdAttack()}.
   *
   * @param threshold confidence from which a record is called a member
   * @param balancedAccuracy on members and non-members, a fraction
   * @param forgetBelow records of D_f called non-members
   * @param score their share, a fraction
   */
  public record ThresholdAttack(
      double threshold, double balancedAccuracy, int forgetBelow, double score) {}

  /** Area under the ROC curve of the confidence, members against non-members. */
  public double aucMembers() {
    return Separation.auc(confidences(members), confidences(nonMembers));
  }

  /** Area under the ROC curve of the confidence, D_f against non-members; ½ if they look alike. */
  public double aucForget() {
    return Separation.auc(confidences(forget), confidences(nonMembers));
  }

  private static double[] confidences(PredictedSet set) {
    return Arrays.stream(AttackFeature.CONFIDENCE.of(set)).mapToDouble(f -> f[0]).toArray();
  }
}
