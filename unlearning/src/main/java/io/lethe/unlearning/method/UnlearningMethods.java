package io.lethe.unlearning.method;

import io.lethe.unlearning.InvalidInputException;
import java.util.List;
import java.util.stream.Collectors;

/** The registry of methods. */
public final class UnlearningMethods {
  private static final List<UnlearningMethod> ALL =
      List.of(new Retrain(), new FineTune(), new RandomLabel(), new GradientAscent(), new SalUn());

  private UnlearningMethods() {}

  /** All methods. */
  public static List<UnlearningMethod> all() {
    return ALL;
  }

  /**
   * The method of that name.
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
