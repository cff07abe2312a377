package io.lethe.worker.serve;

import io.lethe.unlearning.InvalidInputException;
import io.lethe.workflows.contract.Failure;
import io.lethe.workflows.contract.FailureKind;
import io.lethe.workflows.contract.Failures;
import io.lethe.workflows.request.InvalidRequestException;
import io.lethe.workflows.request.Problem;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a person must correct, in the words of the gateway. */
final class Refusals {
  private static final Pattern WORDS =
      Pattern.compile("(?:found )?(.*?)[;,] allowed(?:: | is | are )(.*)", Pattern.DOTALL);

  private Refusals() {}

  /** Work that may find something to refuse. */
  @FunctionalInterface
  interface Work<T> {
    T go() throws IOException;
  }

  /**
   * Does the work.
   *
   * @throws InvalidRequestException where the request, or a file that it names, is refused
   */
  static <T> T ofRequest(Work<T> work) throws IOException {
    try {
      return work.go();
    } catch (InvalidRequestException e) {
      throw e;
    } catch (InvalidInputException e) {
      throw new InvalidRequestException(List.of(problem(e)));
    } catch (RuntimeException e) {
      Failure failure = Failures.read(e);
      if (failure.kind() != FailureKind.USER && failure.kind() != FailureKind.DATA) {
        throw e;
      }
      throw new InvalidRequestException(
          List.of(new Problem("", failure.message(), "undamaged files")));
    }
  }

  private static Problem problem(InvalidInputException error) {
    String text = text(error);
    Matcher words = WORDS.matcher(text);
    return words.matches()
        ? new Problem(error.field(), words.group(1), words.group(2))
        : new Problem(error.field(), text, "a request that fits its data and its model");
  }

  /** The message without the field. */
  static String text(InvalidInputException error) {
    return error.getMessage().substring(error.field().length() + 2);
  }
}
