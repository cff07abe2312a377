"""What waits in the triggerer, and the sensor."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from airflow.sdk.exceptions import AirflowNotFoundException, TaskDeferred
from temporalio.client import WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from conftest import PATIENCE
from lethe_airflow.failures import WorkflowFailed, refused
from lethe_airflow.hooks.temporal import call
from lethe_airflow.sensors.temporal import TemporalWorkflowSensor
from lethe_airflow.triggers import temporal
from lethe_airflow.triggers.temporal import TemporalWorkflowTrigger

if TYPE_CHECKING:
    from conftest import Ti
    from lethe_airflow.connection import Server


def start(server: Server, workflow_id: str, does: Any) -> None:
    call(
        server,
        lambda client: client.start_workflow("Actor", does, id=workflow_id, task_queue="lethe"),
    )


async def fired(trigger: TemporalWorkflowTrigger) -> Any:
    return (await asyncio.wait_for(anext(trigger.run()), PATIENCE)).payload


async def until_canceled(handle: Any) -> None:
    async def look() -> None:
        while (await handle.describe()).status == WorkflowExecutionStatus.RUNNING:
            await asyncio.sleep(0.05)

    await asyncio.wait_for(look(), PATIENCE)
    assert (await handle.describe()).status == WorkflowExecutionStatus.CANCELED


@pytest.mark.parametrize("does", ["done", {"type": "USER", "field": "", "message": "no"}])
async def test_fires_when_the_workflow_has_ended_well_or_not(lethe: Server, ti: Ti, does: Any) -> None:
    client = await lethe.connect()
    await client.start_workflow("Actor", does, id=ti.run_id, task_queue="lethe")

    assert await fired(TemporalWorkflowTrigger("t", ti.run_id, 0.1)) == {"workflow_id": ti.run_id, "error": ""}


async def test_a_workflow_that_does_not_exist_is_an_error(lethe: Server, ti: Ti) -> None:
    event = await fired(TemporalWorkflowTrigger("t", ti.run_id, 0.1))

    assert event["error"] == f"no workflow {ti.run_id}"


async def test_a_workflow_that_has_not_started_may_be_waited_for(lethe: Server, ti: Ti) -> None:
    waiting = asyncio.create_task(fired(TemporalWorkflowTrigger("t", ti.run_id, 0.1, started=False)))
    await asyncio.sleep(0.5)
    assert not waiting.done()
    client = await lethe.connect()
    await client.start_workflow("Actor", "done", id=ti.run_id, task_queue="lethe")

    assert (await waiting)["error"] == ""


async def test_a_server_that_is_away_is_waited_for(lethe: Server, ti: Ti, monkeypatch: pytest.MonkeyPatch) -> None:
    from lethe_airflow.hooks.temporal import TemporalHook

    async def away(self: TemporalHook) -> Any:
        return await replace(lethe, address="127.0.0.1:1").connect()

    monkeypatch.setattr(TemporalHook, "aclient", away)
    with pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(anext(TemporalWorkflowTrigger("t", ti.run_id, 0.1).run()), 3)


async def test_a_kill_cancels_the_workflow_of_an_operator(lethe: Server, ti: Ti) -> None:
    client = await lethe.connect()
    handle = await client.start_workflow("Actor", "wait", id=ti.run_id, task_queue="lethe")
    await TemporalWorkflowTrigger("t", ti.run_id, 0.1, cancel_on_kill=True).on_kill()

    await until_canceled(handle)


async def test_a_kill_does_not_cancel_the_workflow_of_somebody_else(lethe: Server, ti: Ti) -> None:
    client = await lethe.connect()
    handle = await client.start_workflow("Actor", "wait", id=ti.run_id, task_queue="lethe")
    await TemporalWorkflowTrigger("t", ti.run_id, 0.1, cancel_on_kill=False).on_kill()

    # What a kill asked for would be in the history now, before the workflow hears of it.
    asked = [event async for event in handle.fetch_history_events() if "cancel_requested" in str(event)]
    assert asked == []
    assert (await handle.describe()).status == WorkflowExecutionStatus.RUNNING
    await handle.terminate()


def absent(lethe: Server, monkeypatch: pytest.MonkeyPatch, tries: int, error: Exception | None = None) -> asyncio.Event:
    """Have the first tries meet a server that is not there, or an error; the event is set once one has begun."""
    from lethe_airflow.hooks.temporal import TemporalHook

    left, asked = iter(range(tries)), asyncio.Event()

    async def aclient(self: TemporalHook) -> Any:
        asked.set()
        if next(left, None) is None:
            return await lethe.connect()
        if error is not None:
            raise error
        return await replace(lethe, address="127.0.0.1:1").connect()

    monkeypatch.setattr(TemporalHook, "aclient", aclient)
    return asked


async def test_a_kill_while_temporal_is_away_cancels_the_workflow_later(
    lethe: Server, ti: Ti, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await lethe.connect()
    handle = await client.start_workflow("Actor", "wait", id=ti.run_id, task_queue="lethe")
    absent(lethe, monkeypatch, tries=2)
    await TemporalWorkflowTrigger("t", ti.run_id, 0.1, cancel_on_kill=True).on_kill()

    await until_canceled(handle)


async def test_a_kill_is_carried_out_after_airflow_has_stopped_waiting_for_it(
    lethe: Server, ti: Ti, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await lethe.connect()
    handle = await client.start_workflow("Actor", "wait", id=ti.run_id, task_queue="lethe")
    asked = absent(lethe, monkeypatch, tries=1)
    killing = asyncio.create_task(TemporalWorkflowTrigger("t", ti.run_id, 0.1, cancel_on_kill=True).on_kill())
    await asyncio.wait_for(asked.wait(), PATIENCE)
    killing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await killing

    await until_canceled(handle)


async def test_a_kill_whose_cancellation_is_refused_ends_at_once(
    lethe: Server, ti: Ti, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    absent(lethe, monkeypatch, tries=1, error=RPCError("no right", RPCStatusCode.PERMISSION_DENIED, b""))
    await TemporalWorkflowTrigger("t", ti.run_id, 0.1, cancel_on_kill=True).on_kill()

    told = capsys.readouterr().out
    assert f"could not cancel {ti.run_id}" in told
    assert "asking again" not in told


@pytest.mark.parametrize(
    "error", [AirflowNotFoundException("The conn_id `t` isn't defined"), ConnectionResetError(), RuntimeError("busy")]
)
async def test_a_connection_that_airflow_does_not_give_at_once_is_asked_for_again(
    lethe: Server, ti: Ti, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    client = await lethe.connect()
    await client.start_workflow("Actor", "done", id=ti.run_id, task_queue="lethe")
    absent(lethe, monkeypatch, tries=1, error=error)

    assert (await fired(TemporalWorkflowTrigger("t", ti.run_id, 0.1)))["error"] == ""


async def test_a_connection_that_airflow_never_gives_is_an_error_in_the_end(
    lethe: Server, ti: Ti, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(temporal, "_CONNECTION_SECONDS", 0.5)
    absent(lethe, monkeypatch, tries=1000, error=AirflowNotFoundException("The conn_id `t` isn't defined"))

    assert "isn't defined" in (await fired(TemporalWorkflowTrigger("t", ti.run_id, 0.1)))["error"]


async def test_a_connection_that_is_wrong_is_an_error_at_once(
    lethe: Server, ti: Ti, monkeypatch: pytest.MonkeyPatch
) -> None:
    absent(lethe, monkeypatch, tries=1, error=refused("host", "found nothing"))

    assert "host: found nothing" in (await fired(TemporalWorkflowTrigger("t", ti.run_id, 0.1)))["error"]


@pytest.mark.parametrize("error", [TypeError("no"), KeyError("no"), NotImplementedError("no")])
async def test_a_mistake_of_a_program_is_not_hidden(
    lethe: Server, ti: Ti, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    absent(lethe, monkeypatch, tries=1, error=error)

    with pytest.raises(type(error)):
        await fired(TemporalWorkflowTrigger("t", ti.run_id, 0.1))


def test_a_trigger_is_made_again_from_what_it_serialises_to() -> None:
    trigger = TemporalWorkflowTrigger("t", "w", 3.0, cancel_on_kill=True, started=False)
    path, arguments = trigger.serialize()

    assert path == "lethe_airflow.triggers.temporal.TemporalWorkflowTrigger"
    assert TemporalWorkflowTrigger(**arguments).serialize() == (path, arguments)


def test_the_sensor_waits_for_a_workflow_of_somebody_else(lethe: Server, ti: Ti) -> None:
    sensor = TemporalWorkflowSensor(task_id="s", workflow_id=ti.run_id)
    assert not sensor.poke({}).is_done
    start(lethe, ti.run_id, {"answer": 42})

    assert _until_done(sensor) == {"answer": 42}


def _until_done(sensor: TemporalWorkflowSensor) -> Any:
    while not (seen := sensor.poke({})).is_done:
        pass
    return seen.xcom_value


def test_the_sensor_fails_with_the_workflow(lethe: Server, ti: Ti) -> None:
    start(lethe, ti.run_id, {"type": "USER", "field": "seed", "message": "no"})
    sensor = TemporalWorkflowSensor(task_id="s", workflow_id=ti.run_id)

    with pytest.raises(WorkflowFailed, match="USER: no"):
        _until_done(sensor)


def test_the_deferred_sensor_cancels_nothing(lethe: Server, ti: Ti) -> None:
    sensor = TemporalWorkflowSensor(task_id="s", workflow_id=ti.run_id, deferrable=True)
    with pytest.raises(TaskDeferred) as deferred:
        sensor.execute({})

    trigger = deferred.value.trigger
    assert isinstance(trigger, TemporalWorkflowTrigger)
    assert (trigger.cancel_on_kill, trigger.started) == (False, False)
    start(lethe, ti.run_id, "done")
    event = asyncio.run(fired(trigger.__class__("t", ti.run_id, 0.1)))
    assert sensor.execute_complete({}, event) == "done"


def test_a_workflow_that_was_started_again_before_the_sensor_goes_on_is_waited_for(lethe: Server, ti: Ti) -> None:
    sensor = TemporalWorkflowSensor(task_id="s", workflow_id=ti.run_id, deferrable=True)
    with pytest.raises(TaskDeferred) as first:
        sensor.execute({})
    start(lethe, ti.run_id, "wait")

    with pytest.raises(TaskDeferred) as second:
        sensor.execute_complete({}, {"error": ""}, **(first.value.kwargs or {}))
    assert second.value.kwargs == first.value.kwargs
    assert second.value.timeout < first.value.timeout
    call(lethe, lambda client: client.get_workflow_handle(ti.run_id).signal("tell"))
    asyncio.run(fired(TemporalWorkflowTrigger("t", ti.run_id, 0.1)))
    assert sensor.execute_complete({}, {"error": ""}, **(second.value.kwargs or {})) == {"told": True}
