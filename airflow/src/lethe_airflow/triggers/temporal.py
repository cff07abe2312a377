"""The trigger that waits while the task gives its worker back."""

from __future__ import annotations

import asyncio
import itertools
from typing import TYPE_CHECKING, Any

from airflow.sdk.exceptions import AirflowException
from airflow.triggers.base import BaseTrigger, TriggerEvent
from temporalio.service import RPCError

from lethe_airflow import executions
from lethe_airflow.hooks.temporal import TemporalHook

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from temporalio.client import Client


_CONNECTION_SECONDS = 600.0
"""How long Airflow is asked for the connection; Temporal itself is waited for however long it is away."""

_CANCEL_SECONDS = 60.0
"""How long a cancellation is tried where Temporal does not answer."""

_LASTING = (RPCError, executions.MissingError, AirflowException, PermissionError)
"""What waiting does not change: no right, no such workflow, a connection that is missing or wrong."""

_cancelling: set[asyncio.Task[None]] = set()
"""An event loop itself does not keep its tasks."""


class TemporalWorkflowTrigger(BaseTrigger):
    """
    Fires when a workflow has ended, well or not.

    It looks every `poll_seconds`, the first time after that time too: an executor that hears of a deferral's end
    before it has noted the deferral itself takes the task for lost. Results do not pass through the event.

    One that need not have `started` is waited for, too. With `cancel_on_kill` the workflow is cancelled when somebody
    kills or clears the deferred task.
    """

    def __init__(
        self,
        temporal_conn_id: str,
        workflow_id: str,
        poll_seconds: float = 10.0,
        cancel_on_kill: bool = False,
        started: bool = True,
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.temporal_conn_id = temporal_conn_id
        self.workflow_id = workflow_id
        self.poll_seconds = poll_seconds
        self.cancel_on_kill = cancel_on_kill
        self.started = started
        self._client: Client | None = None

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """Return what makes the same trigger elsewhere."""
        return (
            f"{type(self).__module__}.{type(self).__qualname__}",
            {
                "temporal_conn_id": self.temporal_conn_id,
                "workflow_id": self.workflow_id,
                "poll_seconds": self.poll_seconds,
                "cancel_on_kill": self.cancel_on_kill,
                "started": self.started,
            },
        )

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Wait, then fire once."""
        event = {"workflow_id": self.workflow_id, "error": ""}
        try:
            await asyncio.sleep(self.poll_seconds)
            hook = TemporalHook(self.temporal_conn_id)
            client = await executions.patiently(hook.aclient, _CONNECTION_SECONDS, self.log.warning)
            self._client = client
            pauses = itertools.repeat(self.poll_seconds)
            await executions.wait(client, self.workflow_id, pauses, self.log.warning, started=self.started)
        except Exception as e:
            # A mistake of a program ends the trigger, and Airflow shows where.
            if not (executions.passing(e) or isinstance(e, _LASTING)):
                raise
            event["error"] = str(e) or type(e).__name__
        yield TriggerEvent(event)  # type: ignore[no-untyped-call]

    async def on_kill(self) -> None:
        """Cancel the workflow: Airflow calls this when a person acts on the task, not when it restarts itself."""
        if not self.cancel_on_kill:
            return
        cancelling = asyncio.create_task(self._cancel())
        _cancelling.add(cancelling)
        cancelling.add_done_callback(_cancelling.discard)
        try:
            # Airflow waits for half a minute (`triggerer.on_kill_timeout`), and Temporal may take longer to restart.
            await asyncio.shield(cancelling)
        except asyncio.CancelledError:
            self.log.warning("%s is not cancelled yet; this goes on in the background", self.workflow_id)
            raise

    async def _cancel(self) -> None:
        async def connect() -> Client:
            return self._client or await TemporalHook(self.temporal_conn_id).aclient()

        try:
            if await executions.cancel_patiently(connect, self.workflow_id, _CANCEL_SECONDS, self.log.warning):
                self.log.info("cancelled %s", self.workflow_id)
        except asyncio.CancelledError:
            self.log.error("could not cancel %s: the triggerer is ending", self.workflow_id)
            raise
        except Exception:
            self.log.exception("could not cancel %s", self.workflow_id)
