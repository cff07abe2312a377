"""Runs of Lethe as tasks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from airflow.sdk import Asset, AssetAlias
from temporalio.client import WorkflowExecutionStatus

from lethe_airflow import executions, failures, requests
from lethe_airflow.executions import Execution
from lethe_airflow.operators.temporal import TemporalWorkflowOperator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from airflow.sdk import Context
    from temporalio.client import Client, WorkflowExecutionDescription

TASK_QUEUE = "lethe"

_REQUEST = "airflowRequest"
_DIGEST = "requestDigest"
_PREPARE_SECONDS = 30.0
_HELD = {"gate-failed": "GATE", "rejected": "REJECTED", "cancelled": "CANCELLED", "failed": "FAILED"}


class LetheOperator(TemporalWorkflowOperator):
    """
    Has Lethe carry out a request.

    :param request: the request as an object, as YAML or JSON text, or the name of a `.yaml`, `.yml` or `.json` file
        beside the DAG (templated). References are `s3://bucket/key`; records and persons to forget are named by
        `idsFrom` and `subjectFrom`, never in the request itself. Its `kind` may be left out, and its `name` is replaced
        by the workflow id.
    :param workflow_id: another name of the run than the one computed from the task (templated)

    Lethe checks the request before the run begins; what is wrong is raised as `WorkflowRefused` with the `field`. So is
    a run whose gate did not hold, or that a person rejected or cancelled. The result is Lethe's result object: numbers,
    and references (key, SHA-256, bytes) to models.

    A request that is an object with a fixed `publish.to` makes that place an asset outlet of the task. Elsewhere give
    `outlets` an `Asset` of that place, or an `AssetAlias`.
    """

    template_fields: Sequence[str] = ("request", "workflow_id")
    template_ext: Sequence[str] = (".yaml", ".yml", ".json")
    template_fields_renderers = {"request": "yaml"}
    ui_color = "#d8f3dc"

    lethe_page = True
    kind = ""

    def __init__(self, *, request: Mapping[str, Any] | str, **kwargs: Any) -> None:
        super().__init__(workflow="PrepareWorkflow", task_queue=TASK_QUEUE, **kwargs)
        self.request = request
        # A mapped task cannot add outlets: Airflow knows those of the DAG file only.
        place = _published(request)
        if place and "{" not in place and not self.outlets and not getattr(self, "_BaseOperator__from_mapped", False):
            self.outlets = [Asset(place)]

    async def begin(self, client: Client) -> Execution:
        """Attach to the run of this request, or have the request prepared."""
        text = self._text()
        found = await executions.until_free(client, self._id)
        if found is not None and await self._is_mine(client, found, requests.digest(text)):
            return Execution(self._id, found.run_id or "", attached=True)
        return await executions.begin(
            client,
            self.workflow,
            [{"text": text}],
            workflow_id=f"{self._id}.prepare.{requests.digest(text)[:10]}",
            task_queue=self.task_queue,
            again_after_success=True,
            step="prepare",
        )

    async def conclude(self, client: Client, execution: Execution) -> Any:
        """Start what was prepared; return the result of a run."""
        value = await executions.result(client, execution)
        if execution.step != "prepare":
            return value
        if value.get("result") is not None:
            return value["result"]
        return await self._start(client, value["start"])

    def finish(self, context: Context, result: Any) -> Any:
        """Return Lethe's result object; a run that was held back fails the task."""
        state = result["state"]
        if state in _HELD:
            reason = result.get("reason") or (result.get("failure") or {}).get("message", "")
            raise failures.error_of(failures.Failure(_HELD[state], "", f"the run is {state}: {reason}", False))
        for warning in result.get("warnings", []):
            self.log.warning("%s", warning)
        if state == "published":
            self._announce(context, result)
        return super().finish(context, result)

    def seconds_before_deferral(self, execution: Execution) -> float:
        """Return some patience for the preparation, which takes seconds where a worker is free."""
        return _PREPARE_SECONDS if execution.step == "prepare" else 0.0

    def _text(self) -> str:
        return requests.read(self.request, self.kind, self._id)

    async def _is_mine(self, client: Client, found: WorkflowExecutionDescription, digest: str) -> bool:
        """Whether the last execution is of the same request, and is running or has a result that stands."""
        if await found.memo_value(_REQUEST, default="") != digest:
            return False
        if found.status == WorkflowExecutionStatus.COMPLETED:
            result = await executions.result(client, Execution(self._id, found.run_id or ""))
            return bool(result["state"] != "cancelled")
        return executions.running(found)

    async def _start(self, client: Client, start: Mapping[str, Any]) -> Execution:
        execution = await executions.begin(
            client,
            start["workflow"],
            [{"request": start["request"], _DIGEST: start[_DIGEST]}],
            workflow_id=self._id,
            task_queue=self.task_queue,
            memo={**start["memo"], _REQUEST: requests.digest(self._text())},
            again_after_success=True,
        )
        found = await executions.describe(client, self._id)
        if found is None or await found.memo_value(_DIGEST, default="") != start[_DIGEST]:
            raise failures.refused("name", f"found {self._id!r}, under which another request is running")
        return execution

    def _announce(self, context: Context, result: Mapping[str, Any]) -> None:
        """Say in the events of the task's outlets what was published."""
        place = _published(self.request)
        model: Mapping[str, Any] = next(
            (result["artifacts"][role] for role in ("unlearned", "trained") if role in result["artifacts"]), {}
        )
        extra = {"run": result["runId"], "key": model.get("key"), "sha256": model.get("sha256")}
        for outlet in self.outlets:
            if isinstance(outlet, AssetAlias):
                if place:
                    context["outlet_events"][outlet].add(Asset(place), extra=extra)
            elif isinstance(outlet, Asset) and outlet.uri == Asset(place or outlet.uri).uri:
                context["outlet_events"][outlet].extra.update(extra)


class LetheUnlearnOperator(LetheOperator):
    """Makes a model forget: a request of kind `unlearn`."""

    kind = "unlearn"


class LetheTrainOperator(LetheOperator):
    """Trains an original model or a baseline: a request of kind `train`."""

    kind = "train"


class LetheCompareOperator(LetheOperator):
    """Compares methods: a request of kind `compare`."""

    kind = "compare"


def _published(request: Mapping[str, Any] | str) -> str:
    publish = request.get("publish") if isinstance(request, Mapping) else None
    place = publish.get("to") if isinstance(publish, Mapping) else None
    return place if isinstance(place, str) else ""
