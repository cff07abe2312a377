"""Waits for a workflow that somebody else started."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseSensorOperator, PokeReturnValue
from airflow.sdk.configuration import conf

from lethe_airflow import executions, failures
from lethe_airflow.executions import Execution
from lethe_airflow.hooks.temporal import TemporalHook
from lethe_airflow.triggers.temporal import TemporalWorkflowTrigger

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from airflow.sdk import Context


class TemporalWorkflowSensor(BaseSensorOperator):
    """
    Succeeds when a workflow has ended well, and fails when it has not; its result is the result of the task.

    A workflow that has not begun is waited for, too. The sensor never cancels it.

    :param workflow_id: id of the workflow; for Lethe the name of the run (templated)
    :param temporal_conn_id: connection of type `temporal`
    :param deferrable: whether a trigger waits, and no worker
    """

    template_fields: Sequence[str] = ("workflow_id",)
    ui_color = "#dfe7fd"

    def __init__(
        self,
        *,
        workflow_id: str,
        temporal_conn_id: str = TemporalHook.default_conn_name,
        deferrable: bool = conf.getboolean("operators", "default_deferrable", fallback=False),
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.workflow_id = workflow_id
        self.temporal_conn_id = temporal_conn_id
        self.deferrable = deferrable

    def poke(self, context: Context) -> PokeReturnValue:
        """Look once."""
        hook = TemporalHook(self.temporal_conn_id)
        found = hook.call(lambda client: executions.describe(client, self.workflow_id))
        if found is None or executions.running(found):
            return PokeReturnValue(False)
        ended = Execution(self.workflow_id, found.run_id or "")
        return PokeReturnValue(True, hook.call(lambda client: executions.result(client, ended)))

    def execute(self, context: Context) -> Any:
        """Wait, in a trigger where that was asked for."""
        if not self.deferrable:
            return super().execute(context)
        return self._look(context, time.time() + self.timeout)

    def execute_complete(self, context: Context, event: Mapping[str, Any], until: float | None = None) -> Any:
        """Go on after the deferral."""
        if event["error"]:
            raise failures.WorkflowFailed(failures.Failure("TEMPORAL", "", event["error"], True))
        return self._look(context, time.time() + self.timeout if until is None else until)

    def _look(self, context: Context, until: float) -> Any:
        """Return the result, or defer until there is one: a workflow that had ended may have been started again."""
        looked = self.poke(context)
        if looked.is_done:
            return looked.xcom_value
        return self.defer(
            trigger=TemporalWorkflowTrigger(
                self.temporal_conn_id, self.workflow_id, float(self.poke_interval), started=False
            ),
            method_name="execute_complete",
            # The time of all deferrals together.
            kwargs={"until": until},
            timeout=timedelta(seconds=max(0.0, until - time.time())),
        )
