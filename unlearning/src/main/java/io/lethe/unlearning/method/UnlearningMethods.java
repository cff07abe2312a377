package io.lethe.unlearning.method;

import io.lethe.unlearning.InvalidInputException;
import io.lethe.unlearning.model.NewRow;
import java.util.List;
import java.util.stream.Collectors;

/** The registry of methods. */
public final class UnlearningMethods {
  private static final List<UnlearningMethod> ALL =
      List.of(
          new Retrain(),
          new FineTune(),
          new RandomLabel(),
          new GradientAscent(),
          new Influence(1, 1000, 0, 1, Influence.Form.REFERENCE),
          new BoundaryExpand(NewRow.RANDOM),
          new BoundaryShrink(0.1),
          new L1Sparse(5e-5, 0, L1Sparse.Form.REFERENCE),
          new SalUn(),
          new SalUnSoft(0.5, SalUnSoft.Form.REFERENCE));

  private UnlearningMethods() {}

  /** All methods, with their own parameters at the values of the reference or the paper. */
  public static List<UnlearningMethod> all() {
    return ALL;
  }

  /**
   * The method of that name, with its own parameters as in {@link #all()}.
   *
   * @throws InvalidInputException {@code method.name} if there is none
   */
  public static UnlearningMethod get(String name) {
    return ALL.stream()
        .filter(m -> m.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "method.name",
                    "found '%s', allowed are %s"
                        .formatted(
                            name,
                            ALL.stream()
                                .map(UnlearningMethod::name)
                                .collect(Collectors.joining(", ")))));
  }
}
