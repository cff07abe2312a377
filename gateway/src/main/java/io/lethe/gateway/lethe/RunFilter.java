package io.lethe.gateway.lethe;

import io.javalin.http.Context;
import io.lethe.workflows.client.Standing;
import io.lethe.workflows.contract.RunState;
import io.lethe.workflows.request.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which runs a list shows, and in which order.
 *
 * @param states wire names of states; all where empty
 * @param kinds wire names of kinds; all where empty
 * @param name part of the name; all where empty
 * @param order how they are sorted
 * @param limit number of runs at most
 * @param offset number of runs that are passed over
 */
record RunFilter(
    List<String> states,
    List<String> kinds,
    String name,
    Comparator<Card> order,
    int limit,
    int offset) {
  private static final int MAX_LIMIT = 1000;
  private static final String NEWEST_FIRST = "-startedAt";
  private static final Map<String, Comparator<Card>> ORDERS =
      Map.of(
          "startedAt", Comparator.comparing(Card::startedAt),
          "updatedAt", Comparator.comparing(Card::updatedAt),
          "name", Comparator.comparing(Card::name),
          "state", Comparator.comparing(Card::state),
          "avgGap", Comparator.comparing(card -> card.avgGap().orElse(Double.POSITIVE_INFINITY)));

  /**
   * The query of a request.
   *
   * @throws io.lethe.workflows.request.InvalidRequestException naming the parameter
   */
  static RunFilter of(Context context) {
    return new RunFilter(
        chosen(context, "state", allStates()),
        chosen(context, "kind", Arrays.stream(Kind.values()).map(RunFilter::wireName).toList()),
        Optional.ofNullable(context.queryParam("name")).orElse("").toLowerCase(Locale.ROOT),
        order(Optional.ofNullable(context.queryParam("order")).orElse(NEWEST_FIRST)),
        number(context, "limit", 100, 1, MAX_LIMIT),
        number(context, "offset", 0, 0, Integer.MAX_VALUE));
  }

  private static List<String> allStates() {
    List<String> states = new ArrayList<>();
    Arrays.stream(RunState.values()).map(RunState::wireName).forEach(states::add);
    states.add(Standing.INTERRUPTED);
    states.add(Card.QUEUED);
    return states;
  }

  private static String wireName(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /** Values of a parameter, which may be repeated or divided by commas. */
  private static List<String> chosen(Context context, String field, List<String> allowed) {
    List<String> values =
        context.queryParams(field).stream()
            .flatMap(value -> Arrays.stream(value.split(",")))
            .map(String::strip)
            .filter(value -> !value.isEmpty())
            .toList();
    for (String value : values) {
      if (!allowed.contains(value)) {
        throw Answers.invalid(field, "'" + value + "'", String.join(", ", allowed));
      }
    }
    return values;
  }

  private static Comparator<Card> order(String text) {
    boolean descending = text.startsWith("-");
    Comparator<Card> found = ORDERS.get(descending ? text.substring(1) : text);
    if (found == null) {
      throw Answers.invalid(
          "order",
          "'" + text + "'",
          String.join(", ", ORDERS.keySet().stream().sorted().toList())
              + "; with '-' in front, descending");
    }
    return descending ? found.reversed() : found;
  }

  private static int number(Context context, String field, int standard, int least, int most) {
    String text = context.queryParam(field);
    if (text == null) {
      return standard;
    }
    try {
      int value = Integer.parseInt(text.strip());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below, as for a number out of range.
    }
    throw Answers.invalid(
        field, "'" + text + "'", "a whole number from %d to %d".formatted(least, most));
  }

  /** The runs that are wanted, sorted, of all pages. */
  Stream<Card> of(List<Card> cards) {
    return cards.stream()
        .filter(card -> states.isEmpty() || states.contains(card.state()))
        .filter(card -> kinds.isEmpty() || kinds.contains(wireName(card.kind())))
        .filter(card -> card.name().toLowerCase(Locale.ROOT).contains(name))
        .sorted(order);
  }
}
