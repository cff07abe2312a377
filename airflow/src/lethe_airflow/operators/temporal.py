"""A Temporal workflow as a task."""

from __future__ import annotations

import json
import math
import threading
from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseOperator
from airflow.sdk.configuration import conf
from airflow.sdk.exceptions import TaskDeferralTimeout

from lethe_airflow import executions, failures, identity
from lethe_airflow.executions import Execution
from lethe_airflow.hooks.temporal import TemporalHook, call
from lethe_airflow.links import RunLink
from lethe_airflow.triggers.temporal import TemporalWorkflowTrigger

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from airflow.sdk import Context
    from temporalio.client import Client

    from lethe_airflow.connection import Server

MAX_XCOM_BYTES = 48 * 1024
"""Larger results stay where they are: XCom is for references."""


_CANCEL_SECONDS = 20.0
"""How long a cancellation is tried where Temporal does not answer; Airflow itself often ends a killed task sooner."""

_DEFERRED = "deferred_for"
"""XCom with the id of the workflow that the trigger waits for: not always the one named after the task."""


class TemporalWorkflowOperator(BaseOperator):
    """
    Runs a workflow to its end, once for each task instance, however often Airflow tries.

    The workflow id is computed from DAG, run, task and map index. Under it, a running execution is attached to, one
    that ended well gives its result, and after one that failed or was cancelled a new one begins: so there are never
    two at once. Killing or clearing the task cancels the execution, deferred or not.

    :param workflow: type of the workflow (templated)
    :param args: its arguments (templated)
    :param task_queue: queue of the workers that have it (templated)
    :param workflow_id: another id than the computed one (templated)
    :param temporal_conn_id: connection of type `temporal`
    :param poll_seconds: longest time between looks at the execution
    :param deferrable: whether a trigger waits, and no worker; Airflow's default is `operators.default_deferrable`

    The result of the workflow is the result of the task; one of more than 48 KiB is replaced by `{"workflow_id",
    "run_id", "bytes"}`. A failure is raised as `WorkflowFailed`, or as `WorkflowRefused` where another try cannot help;
    both carry `type` and `field`, and are pushed to XCom as `failure`.
    """

    template_fields: Sequence[str] = ("workflow", "args", "task_queue", "workflow_id")
    template_fields_renderers = {"args": "json"}
    operator_extra_links = (RunLink(),)
    ui_color = "#dfe7fd"

    lethe_page = False
    """Whether the workflow has a page in Lethe."""

    def __init__(
        self,
        *,
        workflow: str,
        task_queue: str,
        args: Sequence[Any] = (),
        workflow_id: str | None = None,
        temporal_conn_id: str = TemporalHook.default_conn_name,
        poll_seconds: float = 10.0,
        deferrable: bool = conf.getboolean("operators", "default_deferrable", fallback=False),
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.workflow = workflow
        self.args = args
        self.task_queue = task_queue
        self.workflow_id = workflow_id
        self.temporal_conn_id = temporal_conn_id
        self.poll_seconds = poll_seconds
        self.deferrable = deferrable
        self.page = ""
        self._id = ""
        self._run_id = ""
        self._ti: Any = None
        self._server: Server | None = None
        self._waiting = ""
        self._killed = False

    def execute(self, context: Context) -> Any:
        """Begin the workflow or attach to it, and wait for its end."""
        self._open(context)
        return self._reporting(context, lambda: self._follow(context, self.call(self.begin)))

    def execute_complete(self, context: Context, event: Mapping[str, Any], execution: Mapping[str, Any]) -> Any:
        """Go on after the deferral."""
        self._open(context)
        return self._reporting(context, lambda: self._resume(context, event, Execution(**execution)))

    def resume_execution(self, next_method: str, next_kwargs: dict[str, Any] | None, context: Context) -> Any:
        """Cancel the execution where the deferral took longer than the task's `execution_timeout`."""
        try:
            return super().resume_execution(next_method, next_kwargs, context)
        except TaskDeferralTimeout:
            self._open(context)
            # Without an index, a mapped task gets the entries of all.
            deferred = self._ti.xcom_pull(key=_DEFERRED, map_indexes=_index(self._ti))
            self._cancel(deferred or self._id)
            raise

    def on_kill(self) -> None:
        """Cancel what the task waits for."""
        self._killed = True
        if self._waiting:
            # Airflow calls this in a signal handler, where the event loop that is running cannot be used.
            thread = threading.Thread(target=self._cancel, args=(self._waiting,))
            thread.start()
            thread.join()

    async def begin(self, client: Client) -> Execution:
        """Begin the execution, or find the one to wait for."""
        await executions.until_free(client, self._id)
        return await executions.begin(
            client,
            self.workflow,
            self.args,
            workflow_id=self._id,
            task_queue=self.task_queue,
        )

    async def conclude(self, client: Client, execution: Execution) -> Any:
        """Return the result of an execution that has ended, or the next execution to wait for."""
        return await executions.result(client, execution)

    def finish(self, context: Context, result: Any) -> Any:
        """Return what goes to XCom."""
        size = len(json.dumps(result, default=str).encode())
        if size <= MAX_XCOM_BYTES:
            return result
        return {"workflow_id": self._id, "run_id": self._run_id, "bytes": size}

    def seconds_before_deferral(self, execution: Execution) -> float:
        """Return how long the worker itself waits for an execution, before a trigger does."""
        return 0.0

    def call(self, work: Callable[[Client], Awaitable[Any]]) -> Any:
        """Run `work` with a client of the task's server."""
        if self._server is None:
            raise RuntimeError("the task has not begun")
        return call(self._server, work)

    def _open(self, context: Context) -> None:
        self._ti = ti = context["ti"]
        self._id = self.workflow_id or identity.workflow_id(ti.dag_id, ti.run_id, ti.task_id, _index(ti))
        # Kept, because nothing can be asked of Airflow in a signal handler.
        self._server = TemporalHook(self.temporal_conn_id).server()
        self.page = self._server.page(self._id, lethe=self.lethe_page)
        ti.xcom_push(key="workflow_id", value=self._id)
        if self.page:
            # Airflow itself pushes links when the task has ended; people want to look before.
            ti.xcom_push(key=RunLink().xcom_key, value=self.page)

    def _reporting(self, context: Context, work: Callable[[], Any]) -> Any:
        try:
            return work()
        except failures.WorkflowFailed as e:
            context["ti"].xcom_push(key="failure", value=e.failure.as_xcom())
            raise

    def _resume(self, context: Context, event: Mapping[str, Any], execution: Execution) -> Any:
        if event["error"]:
            raise failures.WorkflowFailed(failures.Failure("TEMPORAL", "", event["error"], True))
        return self._follow(context, self._concluded(execution))

    def _follow(self, context: Context, found: Any) -> Any:
        while isinstance(found, Execution):
            self._wait(found)
            found = self._concluded(found)
        return self.finish(context, found)

    def _concluded(self, execution: Execution) -> Any:
        self._run_id = execution.run_id
        try:
            return self.call(lambda client: self.conclude(client, execution))
        except executions.KilledError:
            if self._killed or not execution.attached:
                raise
            self.log.info("%s was ended by a kill of an earlier try; it begins again", execution.workflow_id)
            return self.call(self.begin)

    def _wait(self, execution: Execution) -> None:
        self._waiting = execution.workflow_id
        if self._killed:
            # Killed while it was being started: the handler knew of nothing to cancel.
            self._cancel(execution.workflow_id)
        pauses = executions.growing(self.poll_seconds)
        patience = self.seconds_before_deferral(execution) if self.deferrable and not self._killed else math.inf
        ended = self.call(
            lambda client: executions.wait(client, execution.workflow_id, pauses, self.log.warning, patience=patience)
        )
        if not ended:
            # A deferral that takes too long loses its arguments.
            self._ti.xcom_push(key=_DEFERRED, value=execution.workflow_id)
            self.defer(
                trigger=TemporalWorkflowTrigger(
                    self.temporal_conn_id, execution.workflow_id, self.poll_seconds, cancel_on_kill=True
                ),
                method_name="execute_complete",
                kwargs={"execution": execution.serialize()},
                timeout=self.execution_timeout,
            )

    def _cancel(self, workflow_id: str) -> None:
        try:
            if self.call(lambda client: self._until_cancelled(client, workflow_id)):
                self.log.info("cancelled %s", workflow_id)
        except Exception:
            self.log.exception("could not cancel %s", workflow_id)

    async def _until_cancelled(self, client: Client, workflow_id: str) -> bool:
        async def connected() -> Client:
            return client

        return await executions.cancel_patiently(connected, workflow_id, _CANCEL_SECONDS, self.log.warning)


def _index(ti: Any) -> int:
    return -1 if ti.map_index is None else ti.map_index
