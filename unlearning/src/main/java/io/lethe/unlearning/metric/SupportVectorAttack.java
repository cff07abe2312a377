package io.lethe.unlearning.metric;

import java.util.stream.Stream;
import libsvm.svm;
import libsvm.svm_model;
import libsvm.svm_node;
import libsvm.svm_parameter;
import libsvm.svm_problem;

/**
 * The membership classifier of the SalUn reference: a support-vector machine with RBF kernel
 * exp(−γ‖x−x'‖²), C = 3, γ = 1/(number of features), tolerance 1e-3, shrinking, equal class
 * weights, no scaling of features.
 *
 * <p>Training takes time and memory quadratic in the number of records, within the cache below.
 */
final class SupportVectorAttack {
  private static final double MEMBER = 1;
  private static final double NON_MEMBER = 0;

  /** As in scikit-learn, whose results these must equal. */
  private static final double CACHE_MEGABYTES = 200;

  static {
    svm.svm_set_print_string_function(line -> {});
  }

  private final svm_model model;

  private SupportVectorAttack(svm_model model) {
    this.model = model;
  }

  /**
   * Trains on features, {@code [n][features]} each.
   *
   * <p>Non-members come first because scikit-learn sorts by label; the solver's path, and with it
   * the last digits, depend on the order.
   */
  static SupportVectorAttack train(double[][] members, double[][] nonMembers) {
    svm_problem problem = new svm_problem();
    problem.l = members.length + nonMembers.length;
    problem.x =
        Stream.concat(Stream.of(nonMembers), Stream.of(members))
            .map(SupportVectorAttack::nodes)
            .toArray(svm_node[][]::new);
    problem.y = new double[problem.l];
    for (int i = 0; i < problem.l; i++) {
      problem.y[i] = i < nonMembers.length ? NON_MEMBER : MEMBER;
    }
    svm_parameter parameter = new svm_parameter();
    parameter.svm_type = svm_parameter.C_SVC;
    parameter.kernel_type = svm_parameter.RBF;
    parameter.C = 3;
    parameter.gamma = 1.0 / members[0].length;
    parameter.eps = 1e-3;
    parameter.shrinking = 1;
    parameter.cache_size = CACHE_MEGABYTES;
    return new SupportVectorAttack(svm.svm_train(problem, parameter));
  }

  private static svm_node[] nodes(double[] features) {
    svm_node[] nodes = new svm_node[features.length];
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] = new svm_node();
      nodes[i].index = i + 1;
      nodes[i].value = features[i];
    }
    return nodes;
  }

  /** Signed distance from the border; positive on the members' side. */
  double decision(double[] features) {
    double[] value = new double[1];
    svm.svm_predict_values(model, nodes(features), value);
    return -value[0];
  }

  /** Number of records called non-members. */
  int countNonMembers(double[][] features) {
    return (int)
        Stream.of(features).filter(f -> svm.svm_predict(model, nodes(f)) == NON_MEMBER).count();
  }

  /** Number of support vectors that are non-members, and members. */
  int[] supportVectors() {
    return model.nSV.clone();
  }
}
