"""Why a workflow did not end well, in the words of Airflow."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from airflow.sdk.exceptions import AirflowException, AirflowFailException
from temporalio.exceptions import (
    ApplicationError,
    CancelledError,
    FailureError,
    TerminatedError,
    TimeoutError,
)

if TYPE_CHECKING:
    from temporalio.client import WorkflowFailureError


@dataclass(frozen=True)
class Failure:
    """
    What went wrong.

    `type` is the failure type in workflow history: USER, DATA, PLATFORM or CANCELLED for Lethe's workflows, and
    CANCELLED, TERMINATED or TIMEOUT where the server ended one. `field` is the path of the request field to change,
    empty where none is to blame.
    """

    type: str
    field: str
    message: str
    retryable: bool

    def as_xcom(self) -> dict[str, str]:
        """Return what is pushed to XCom under the key `failure`."""
        return {name: value for name, value in asdict(self).items() if name != "retryable"}


class WorkflowFailed(AirflowException):
    """A workflow did not end well; another try of the task may help."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(f"{failure.type}: {failure.message}" if failure.message else failure.type)
        self.failure = failure
        self.type = failure.type
        self.field = failure.field


class WorkflowRefused(WorkflowFailed, AirflowFailException):
    """A workflow did not end well, and the same again would end the same: a person must act."""


def error_of(failure: Failure) -> WorkflowFailed:
    """Return the exception that Airflow retries, or does not."""
    return WorkflowFailed(failure) if failure.retryable else WorkflowRefused(failure)


def refused(field: str, message: str) -> WorkflowRefused:
    """Return the exception for a request that a person must correct."""
    return WorkflowRefused(Failure("USER", field, f"{field}: {message}" if field else message, False))


def read(error: WorkflowFailureError) -> Failure:
    """Read the innermost failure that has a type, as the activity or workflow reported it."""
    innermost: BaseException = error
    cause: BaseException | None = error.cause
    while cause is not None:
        if isinstance(cause, (ApplicationError, CancelledError, TerminatedError, TimeoutError)):
            innermost = cause
        cause = cause.cause if isinstance(cause, FailureError) else None
    if isinstance(innermost, ApplicationError):
        return _application(innermost)
    if isinstance(innermost, CancelledError):
        return Failure("CANCELLED", "", innermost.message or "cancelled", False)
    if isinstance(innermost, TerminatedError):
        return Failure("TERMINATED", "", innermost.message or "terminated", False)
    if isinstance(innermost, TimeoutError):
        return Failure("TIMEOUT", "", innermost.message or "timed out", True)
    return Failure("UNKNOWN", "", str(innermost), True)


def _application(error: ApplicationError) -> Failure:
    kind = error.type or "ApplicationError"
    details = error.details
    field = details[0] if details and isinstance(details[0], str) else ""
    # Lethe's workflows have done their own retries, so their failures are never retried by Temporal. What a machine
    # or network did is worth another try of the task all the same.
    return Failure(kind, field, error.message, kind == "PLATFORM" or not error.non_retryable)
