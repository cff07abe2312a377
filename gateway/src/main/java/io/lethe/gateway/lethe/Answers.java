package io.lethe.gateway.lethe;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.lethe.gateway.UnknownRunException;
import io.lethe.gateway.WrongStateException;
import io.lethe.workflows.contract.FailureKind;
import io.lethe.workflows.contract.Failures;
import io.lethe.workflows.request.InvalidRequestException;
import io.lethe.workflows.request.Problem;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this API answers where it cannot do what was asked for. */
final class Answers {
  private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

  private Answers() {}

  /**
   * A request that a person must correct.
   *
   * @param problems everything that is wrong with it
   */
  record Invalid(List<Problem> problems) {}

  /**
   * Anything else that went wrong.
   *
   * @param detail what, and what is allowed
   */
  record Refusal(String detail) {}

  /** The handler, with every exception turned into an answer. */
  static Handler guarded(Handler handler) {
    return context -> {
      try {
        handler.handle(context);
      } catch (InvalidRequestException e) {
        context.status(HttpStatus.UNPROCESSABLE_CONTENT).json(new Invalid(e.problems()));
      } catch (UnknownRunException e) {
        refuse(context, HttpStatus.NOT_FOUND, e.getMessage());
      } catch (WrongStateException e) {
        refuse(context, HttpStatus.CONFLICT, e.getMessage());
      } catch (HttpResponseException e) {
        refuse(context, HttpStatus.forStatus(e.getStatus()), e.getMessage());
      } catch (Exception e) {
        other(context, e);
      }
    };
  }

  private static void other(Context context, Exception e) {
    FailureKind kind = Failures.kindOf(e);
    if (kind == FailureKind.USER || kind == FailureKind.DATA) {
      refuse(context, HttpStatus.UNPROCESSABLE_CONTENT, e.getMessage());
    } else if (Failures.isFault(e)) {
      LOG.error("{} {} went wrong", context.method(), context.endpoint().path, e);
      refuse(context, HttpStatus.INTERNAL_SERVER_ERROR, "a fault of the program; see its log");
    } else {
      LOG.warn("{} {}: {}", context.method(), context.endpoint().path, e.toString());
      refuse(
          context,
          HttpStatus.SERVICE_UNAVAILABLE,
          "Temporal or the object store does not answer; try again");
    }
  }

  static void refuse(Context context, HttpStatus status, String detail) {
    context.status(status).json(new Refusal(detail));
  }

  /** A value of the request that is not allowed. */
  static InvalidRequestException invalid(String field, String found, String allowed) {
    return new InvalidRequestException(List.of(new Problem(field, found, allowed)));
  }
}
