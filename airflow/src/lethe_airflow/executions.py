"""Executions of workflows: begun or found, waited for, cancelled."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from airflow.sdk.exceptions import AirflowNotFoundException, AirflowRuntimeError
from temporalio.client import WorkflowExecutionStatus, WorkflowFailureError, WorkflowHandle
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from lethe_airflow import failures

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence

    from temporalio.client import Client, WorkflowExecutionDescription

T = TypeVar("T")

log = logging.getLogger(__name__)

KILLED = "the Airflow task was killed or cleared"
"""Reason of a cancel by this provider: who finds it knows that nobody wanted the run itself to end."""

_ENDING_SECONDS = 2.0
"""Time between looks at an execution that is ending."""

_ANSWER_SECONDS = 10.0
"""Time for one try to cancel: a server that swallows what is sent to it must not use up the time of all tries."""

_LONGEST_PAUSE = 5.0
"""Between tries."""

_LASTING = {RPCStatusCode.PERMISSION_DENIED, RPCStatusCode.UNAUTHENTICATED, RPCStatusCode.INVALID_ARGUMENT}
"""Answers that waiting does not change."""

_PASSING = (OSError, asyncio.TimeoutError, AirflowRuntimeError, AirflowNotFoundException)
"""Airflow says that a connection is not found, too, where its API does not answer."""


@dataclass(frozen=True)
class Execution:
    """
    An execution that a task waits for.

    `attached` says that an earlier try had begun it; `step` is what the task does with its result.
    """

    workflow_id: str
    run_id: str
    attached: bool = False
    step: str = "run"

    def serialize(self) -> dict[str, Any]:
        """Return the form that survives a deferral."""
        return asdict(self)

    def handle(self, client: Client) -> WorkflowHandle[Any, Any]:
        """Return the handle of this execution, and of those it continues as."""
        return client.get_workflow_handle(self.workflow_id, run_id=self.run_id or None)


class MissingError(LookupError):
    """There is no such workflow."""


async def describe(client: Client, workflow_id: str) -> WorkflowExecutionDescription | None:
    """Return what the server knows of the last execution; None where it knows none."""
    try:
        return await client.get_workflow_handle(workflow_id).describe()
    except RPCError as e:
        if e.status == RPCStatusCode.NOT_FOUND:
            return None
        raise


def running(found: WorkflowExecutionDescription | None) -> bool:
    """Return whether the execution is running."""
    return found is not None and found.status == WorkflowExecutionStatus.RUNNING


def cancelling(found: WorkflowExecutionDescription | None) -> bool:
    """Return whether the execution is running and has been asked to end."""
    return (
        found is not None
        and found.status == WorkflowExecutionStatus.RUNNING
        and found.raw_description.workflow_extended_info.cancel_requested
    )


async def until_free(client: Client, workflow_id: str) -> WorkflowExecutionDescription | None:
    """Wait while the last execution is ending because it was cancelled; return what is there then."""
    found = await describe(client, workflow_id)
    while cancelling(found):
        log.info("%s is being cancelled; waiting for its end before it begins again", workflow_id)
        await asyncio.sleep(_ENDING_SECONDS)
        found = await describe(client, workflow_id)
    return found


async def begin(
    client: Client,
    workflow: str,
    args: Sequence[Any],
    *,
    workflow_id: str,
    task_queue: str,
    memo: Mapping[str, Any] | None = None,
    again_after_success: bool = False,
    step: str = "run",
) -> Execution:
    """
    Begin an execution, or attach to the one that is running under the id.

    One that ended well is attached to as well, unless it is to be begun again.
    """
    before = await describe(client, workflow_id)
    try:
        handle = await client.start_workflow(
            workflow,
            args=args,
            id=workflow_id,
            task_queue=task_queue,
            memo=memo,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE
            if again_after_success
            else WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        )
        attached = running(before)
        run_id = handle.result_run_id or ""
    except WorkflowAlreadyStartedError as e:
        attached = True
        run_id = e.run_id or ""
    log.info("%s %s %s", "attached to" if attached else "started", workflow, workflow_id)
    return Execution(workflow_id, run_id, attached, step)


async def wait(
    client: Client,
    workflow_id: str,
    pauses: Iterator[float],
    tell: Callable[[str], None],
    *,
    patience: float = math.inf,
    started: bool = True,
) -> bool:
    """
    Wait until the last execution under an id has ended, however long its server is away meanwhile.

    Returns False where `patience` seconds passed before. Where the execution need not have `started`, one that is
    missing is waited for, too.

    Raises `RPCError` or `MissingError` where waiting does not help: no right to see it, no such workflow.
    """
    waited = 0.0
    while True:
        try:
            found = await describe(client, workflow_id)
            if found is None and started:
                raise MissingError(f"no workflow {workflow_id}")
            if found is not None and not running(found):
                return True
        except Exception as e:
            if not passing(e):
                raise
            tell(f"Temporal does not answer ({_said(e)}); asking again")
        pause = next(pauses)
        waited += pause
        if waited > patience:
            return False
        await asyncio.sleep(pause)


def growing(longest: float) -> Iterator[float]:
    """Yield pauses for who waits in a worker: short ones first, because many workflows are short."""
    pause = min(1.0, longest)
    while True:
        yield pause
        pause = min(2 * pause, longest)


async def result(client: Client, execution: Execution) -> Any:
    """
    Return the result of an execution that has ended.

    Raises `WorkflowFailed` where it did not end well, and `KilledError` where this provider had cancelled it.
    """
    try:
        return await execution.handle(client).result()
    except WorkflowFailureError as e:
        failure = failures.read(e)
        if failure.type == "CANCELLED" and await _killed(client, execution):
            raise KilledError(failure) from e
        raise failures.error_of(failure) from e
    except (RuntimeError, KeyError, ValueError) as e:
        # The SDK has no error of its own for a payload that it cannot read.
        if "encoding" not in str(e).lower() and "encrypt" not in str(e).lower():
            raise
        raise failures.refused(
            "extra.data_converter",
            f"the history of {execution.workflow_id} cannot be read ({e}); where Lethe encrypts it, the connection "
            "must name a data converter that has the keys",
        ) from e


class KilledError(failures.WorkflowFailed):
    """An execution that ended because its task was killed or cleared."""


async def _killed(client: Client, execution: Execution) -> bool:
    async for event in execution.handle(client).fetch_history_events():
        if event.HasField("workflow_execution_cancel_requested_event_attributes"):
            cause = event.workflow_execution_cancel_requested_event_attributes.cause
            return bool(cause == KILLED)
    return False


async def cancel(client: Client, workflow_id: str, first_run_id: str = "") -> bool:
    """Ask an execution to end because its task was killed; False where none is running, or another than the named."""
    handle = client.get_workflow_handle(workflow_id, first_execution_run_id=first_run_id or None)
    try:
        await asyncio.wait_for(handle.cancel(reason=KILLED), _ANSWER_SECONDS)
    except RPCError as e:
        if e.status == RPCStatusCode.NOT_FOUND:
            return False
        raise
    return True


async def cancel_patiently(
    connect: Callable[[], Awaitable[Client]], workflow_id: str, seconds: float, tell: Callable[[str], None]
) -> bool:
    """
    Cancel as `cancel` does, and again for some time where nobody answers.

    A cancellation whose answer is lost may have ended the execution: what begins under its id then is left alone.
    """
    first = ""

    async def once() -> bool:
        nonlocal first
        client = await connect()
        if not first and (found := await describe(client, workflow_id)):
            first = found.raw_description.workflow_execution_info.first_run_id
        return await cancel(client, workflow_id, first)

    return await patiently(once, seconds, tell)


async def patiently(work: Callable[[], Awaitable[T]], seconds: float, tell: Callable[[str], None]) -> T:
    """
    Do some work; where nobody answers, do it again for some time.

    Raises what the last try raised.
    """
    deadline = time.monotonic() + seconds
    pauses = growing(_LONGEST_PAUSE)
    while True:
        try:
            return await work()
        except Exception as e:
            if time.monotonic() >= deadline or not passing(e):
                raise
            tell(f"no answer ({_said(e)}); asking again")
        await asyncio.sleep(next(pauses))


def passing(error: Exception) -> bool:
    """Return whether somebody was asked who may answer later: Temporal, or Airflow, which has the connection."""
    if isinstance(error, RPCError):
        return error.status not in _LASTING
    # A plain RuntimeError is what a client says that could not connect; its subclasses are mistakes of a program.
    return type(error) is RuntimeError or (isinstance(error, _PASSING) and not isinstance(error, PermissionError))


def _said(error: Exception) -> str:
    return f"{error.status.name if isinstance(error, RPCError) else type(error).__name__}: {error}"
