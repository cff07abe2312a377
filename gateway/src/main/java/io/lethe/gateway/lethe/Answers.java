package io.lethe.gateway.lethe;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.lethe.gateway.Mishap;
import io.lethe.gateway.UnknownRunException;
import io.lethe.gateway.WrongStateException;
import io.lethe.workflows.request.InvalidRequestException;
import io.lethe.workflows.request.Problem;
import java.util.List;

/** What this API answers where it cannot do what was asked for. */
final class Answers {
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
    Mishap mishap = Mishap.of(context, e);
    refuse(context, mishap.status(), mishap.detail());
  }

  static void refuse(Context context, HttpStatus status, String detail) {
    context.status(status).json(new Refusal(detail));
  }

  /** A value of the request that is not allowed. */
  static InvalidRequestException invalid(String field, String found, String allowed) {
    return new InvalidRequestException(List.of(new Problem(field, found, allowed)));
  }
}
