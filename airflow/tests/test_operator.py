"""A workflow as a task, against a real Temporal dev server."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

import pytest
from airflow.sdk.exceptions import AirflowFailException, TaskDeferralTimeout, TaskDeferred
from temporalio.client import WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from conftest import PATIENCE
from lethe_airflow import executions
from lethe_airflow.failures import WorkflowFailed, WorkflowRefused
from lethe_airflow.hooks.temporal import call
from lethe_airflow.operators.temporal import TemporalWorkflowOperator
from lethe_airflow.triggers.temporal import TemporalWorkflowTrigger

if TYPE_CHECKING:
    from conftest import Ti
    from lethe_airflow.connection import Server


def operator(does: Any, **more: Any) -> TemporalWorkflowOperator:
    return TemporalWorkflowOperator(
        task_id="task", workflow="Actor", args=[does], task_queue="lethe", poll_seconds=0.2, **more
    )


def run(task: TemporalWorkflowOperator, ti: Ti) -> Any:
    return task.execute({"ti": ti})  # type: ignore[typeddict-item]


def described(server: Server, workflow_id: str) -> Any:
    return call(server, lambda client: executions.describe(client, workflow_id))


def begun(server: Server, ti: Ti) -> str:
    """The id of the workflow once it is running."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        workflow_id = ti.xcoms.get("workflow_id")
        if workflow_id and executions.running(described(server, workflow_id)):
            return str(workflow_id)
        time.sleep(0.05)
    raise AssertionError("no workflow was begun")


def until_waiting(task: Any, workflow_id: str) -> None:
    """Return once a task in the background waits for that workflow."""
    deadline = time.monotonic() + PATIENCE
    while task._waiting != workflow_id:
        assert time.monotonic() < deadline, f"the task does not wait for {workflow_id}"
        time.sleep(0.05)


class Background:
    """A task in a thread, as in another process."""

    def __init__(self, task: TemporalWorkflowOperator, ti: Ti) -> None:
        self.task, self.ti = task, ti
        self.error: BaseException | None = None
        self.value: Any = None
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        try:
            self.value = run(self.task, self.ti)
        except BaseException as e:
            self.error = e

    def end(self) -> Background:
        self.thread.join(PATIENCE)
        assert not self.thread.is_alive()
        return self


def tell(server: Server, workflow_id: str) -> None:
    call(server, lambda client: client.get_workflow_handle(workflow_id).signal("tell"))


def test_the_result_of_the_workflow_is_the_result_of_the_task(lethe: Server, ti: Ti) -> None:
    assert run(operator({"answer": 42}), ti) == {"answer": 42}


def test_another_try_gets_the_result_of_the_execution_that_ended_well(lethe: Server, ti: Ti) -> None:
    run(operator({"answer": 42}), ti)
    first = described(lethe, ti.xcoms["workflow_id"]).run_id

    assert run(operator({"answer": 43}), ti) == {"answer": 42}
    assert described(lethe, ti.xcoms["workflow_id"]).run_id == first


def test_another_try_attaches_to_the_running_execution(lethe: Server, ti: Ti) -> None:
    first = Background(operator("wait"), ti)
    workflow_id = begun(lethe, ti)
    execution = described(lethe, workflow_id).run_id
    second = Background(operator("wait"), ti)
    until_waiting(second.task, workflow_id)
    tell(lethe, workflow_id)

    assert first.end().value == second.end().value == {"told": True}
    assert described(lethe, workflow_id).run_id == execution


def test_after_a_failure_another_try_begins_a_new_execution(lethe: Server, ti: Ti) -> None:
    with pytest.raises(WorkflowFailed):
        run(operator({"type": "PLATFORM", "field": "", "message": "down"}), ti)
    first = described(lethe, ti.xcoms["workflow_id"]).run_id

    assert run(operator("up"), ti) == "up"
    assert described(lethe, ti.xcoms["workflow_id"]).run_id != first


@pytest.mark.parametrize(("kind", "final"), [("USER", True), ("DATA", True), ("PLATFORM", False)])
def test_a_failure_carries_type_and_field(lethe: Server, ti: Ti, kind: str, final: bool) -> None:
    with pytest.raises(WorkflowFailed) as caught:
        run(operator({"type": kind, "field": "forget.class", "message": "found 11"}), ti)

    assert (caught.value.type, caught.value.field) == (kind, "forget.class")
    assert str(caught.value) == f"{kind}: found 11"
    assert isinstance(caught.value, AirflowFailException) == final
    assert ti.xcoms["failure"] == {"type": kind, "field": "forget.class", "message": "found 11"}


def test_a_person_that_cancels_fails_the_task_for_good(lethe: Server, ti: Ti) -> None:
    task = Background(operator("wait"), ti)
    workflow_id = begun(lethe, ti)
    call(lethe, lambda client: client.get_workflow_handle(workflow_id).cancel(reason="ada: enough"))

    error = task.end().error
    assert isinstance(error, WorkflowRefused)
    assert error.type == "CANCELLED"


def test_a_kill_cancels_the_execution(lethe: Server, ti: Ti) -> None:
    task = Background(operator("wait"), ti)
    workflow_id = begun(lethe, ti)
    task.task.on_kill()

    assert isinstance(task.end().error, WorkflowFailed)
    assert described(lethe, workflow_id).status == WorkflowExecutionStatus.CANCELED


def test_a_kill_while_temporal_is_away_cancels_the_execution_later(
    lethe: Server, ti: Ti, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = Background(operator("wait"), ti)
    workflow_id = begun(lethe, ti)
    until_waiting(task.task, workflow_id)
    left, cancel = (
        iter([RPCError("down", RPCStatusCode.UNAVAILABLE, b""), RuntimeError("no connection")]),
        executions.cancel,
    )

    async def away(client: Any, *execution: str) -> bool:
        if error := next(left, None):
            raise error
        return await cancel(client, *execution)

    monkeypatch.setattr(executions, "cancel", away)
    task.task.on_kill()

    assert isinstance(task.end().error, WorkflowFailed)
    assert described(lethe, workflow_id).status == WorkflowExecutionStatus.CANCELED


def test_a_kill_whose_answer_is_lost_does_not_cancel_what_begins_next(
    lethe: Server, ti: Ti, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed = Background(operator("wait"), ti)
    workflow_id = begun(lethe, ti)
    until_waiting(killed.task, workflow_id)
    cancel = executions.cancel
    following: list[str] = []

    async def lost(client: Any, *execution: str) -> bool:
        asked = await cancel(client, *execution)
        if not following:
            following.append(await next_execution(client, workflow_id))
            raise RPCError("the answer is lost", RPCStatusCode.UNAVAILABLE, b"")
        return asked

    monkeypatch.setattr(executions, "cancel", lost)
    killed.task.on_kill()

    found = described(lethe, workflow_id)
    assert (found.run_id, executions.running(found), executions.cancelling(found)) == (following[0], True, False)
    tell(lethe, workflow_id)
    assert isinstance(killed.end().error, WorkflowFailed)


async def next_execution(client: Any, workflow_id: str) -> str:
    """The run id of the execution that begins once the one that was cancelled has ended."""
    await executions.until_free(client, workflow_id)
    return (await executions.begin(client, "Actor", ["wait"], workflow_id=workflow_id, task_queue="lethe")).run_id


def test_a_try_after_a_kill_waits_for_the_end_and_begins_again(lethe: Server, ti: Ti) -> None:
    killed = Background(operator("linger"), ti)
    workflow_id = begun(lethe, ti)
    killed.task.on_kill()

    assert run(operator("again"), ti) == "again"
    assert call(lethe, lambda client: _states(client, workflow_id)) == ["CANCELED", "COMPLETED"]
    killed.end()


def test_a_kill_that_arrives_after_the_next_try_attached_does_not_end_it(lethe: Server, ti: Ti) -> None:
    killed = Background(operator("wait"), ti)
    workflow_id = begun(lethe, ti)
    following = operator("again")
    attached = Background(following, ti)
    until_waiting(following, workflow_id)
    killed.task.on_kill()

    assert attached.end().value == "again"
    assert isinstance(killed.end().error, WorkflowFailed)


async def _states(client: Any, workflow_id: str) -> list[str]:
    deadline = time.monotonic() + PATIENCE
    states: list[str] = []
    while time.monotonic() < deadline and len(states) < 2:
        found = client.list_workflows(f'WorkflowId = "{workflow_id}" AND ExecutionStatus != "Running"')
        states = sorted([execution.status.name async for execution in found])
    return states


def test_a_large_result_becomes_a_reference(lethe: Server, ti: Ti) -> None:
    result = run(operator("x" * 60_000), ti)

    workflow_id = ti.xcoms["workflow_id"]
    assert result == {"workflow_id": workflow_id, "run_id": described(lethe, workflow_id).run_id, "bytes": 60_002}


def test_a_deferred_task_goes_on_with_the_execution_it_began(lethe: Server, ti: Ti) -> None:
    task = operator("wait", deferrable=True)
    with pytest.raises(TaskDeferred) as deferred:
        run(task, ti)
    trigger = deferred.value.trigger
    assert isinstance(trigger, TemporalWorkflowTrigger)
    assert trigger.cancel_on_kill
    tell(lethe, trigger.workflow_id)

    event = {"workflow_id": trigger.workflow_id, "error": ""}
    value = operator("wait").execute_complete({"ti": ti}, event, **deferred.value.kwargs)  # type: ignore
    assert value == {"told": True}


def test_a_deferral_that_takes_too_long_cancels_the_execution(lethe: Server, ti: Ti) -> None:
    task = operator("wait", deferrable=True)
    with pytest.raises(TaskDeferred):
        run(task, ti)
    with pytest.raises(TaskDeferralTimeout):
        operator("wait").resume_execution("__fail__", {"error": "Trigger timeout"}, {"ti": ti})  # type: ignore

    deadline = time.monotonic() + PATIENCE
    while executions.running(described(lethe, ti.xcoms["workflow_id"])) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert described(lethe, ti.xcoms["workflow_id"]).status == WorkflowExecutionStatus.CANCELED


def test_the_page_of_the_workflow_is_linked_from_the_start(
    lethe: Server, ti: Ti, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(lethe), "page", lambda self, workflow_id, lethe: f"https://t.example/{workflow_id}")
    task = operator("done")
    run(task, ti)

    assert ti.xcoms["_link_RunLink"] == f"https://t.example/{ti.xcoms['workflow_id']}"
    assert task.operator_extra_links[0].get_link(task, ti_key=None) == ti.xcoms["_link_RunLink"]  # type: ignore
