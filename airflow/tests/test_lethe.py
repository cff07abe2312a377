"""Runs of Lethe as tasks; a worker of the tests plays Lethe's workflows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from airflow.sdk import DAG, Asset, AssetAlias
from airflow.sdk.exceptions import AirflowFailException, TaskDeferralTimeout, TaskDeferred
from temporalio.client import WorkflowExecutionStatus

from lethe_airflow import executions, requests
from lethe_airflow.failures import WorkflowFailed, WorkflowRefused
from lethe_airflow.hooks.temporal import call
from lethe_airflow.operators.lethe import LetheCompareOperator, LetheTrainOperator, LetheUnlearnOperator

if TYPE_CHECKING:
    from conftest import Ti
    from lethe_airflow.connection import Server

RELEASE = "s3://released/m"


def operator(**request: Any) -> LetheUnlearnOperator:
    return LetheUnlearnOperator(
        task_id="task",
        request={"forget": {"class": 3}, "publish": {"to": RELEASE}, **request},
        poll_seconds=0.2,
    )


class Events(dict[Any, Any]):
    """The accessor of outlet events, as far as operators use it."""

    class Event:
        def __init__(self) -> None:
            self.extra: dict[str, Any] = {}
            self.added: list[tuple[Asset, dict[str, Any]]] = []

        def add(self, asset: Asset, extra: dict[str, Any]) -> None:
            self.added.append((asset, extra))

    def __missing__(self, key: Any) -> Event:
        self[key] = event = self.Event()
        return event


def run(task: LetheUnlearnOperator, ti: Ti, events: Events | None = None) -> Any:
    return task.execute({"ti": ti, "outlet_events": Events() if events is None else events})  # type: ignore


def described(server: Server, ti: Ti) -> Any:
    return call(server, lambda client: executions.describe(client, ti.xcoms["workflow_id"]))


def memo(server: Server, ti: Ti) -> dict[str, Any]:
    async def read(client: Any) -> dict[str, Any]:
        found = await executions.describe(client, ti.xcoms["workflow_id"])
        assert found is not None
        return dict(await found.memo())

    return call(server, read)


def test_the_result_of_the_run_is_references(lethe: Server, ti: Ti) -> None:
    result = run(operator(), ti)

    assert result["state"] == "published"
    assert result["runId"] == ti.xcoms["workflow_id"]
    assert result["artifacts"]["unlearned"]["sha256"] == "ab" * 32
    assert ti.xcoms["_link_RunLink"] == f"https://lethe.example/runs/{ti.xcoms['workflow_id']}"


def test_the_run_is_started_with_what_was_prepared(lethe: Server, ti: Ti) -> None:
    run(operator(), ti)

    assert set(memo(lethe, ti)) == {"requestDigest", "method", "architecture", "airflowRequest"}
    assert described(lethe, ti).workflow_type == "UnlearnWorkflow"


def test_another_try_gets_the_result_and_starts_nothing(lethe: Server, ti: Ti) -> None:
    run(operator(), ti)
    first = described(lethe, ti).run_id

    assert run(operator(), ti)["state"] == "published"
    assert described(lethe, ti).run_id == first


def test_a_recorded_result_is_returned_without_a_run(lethe: Server, ti: Ti) -> None:
    assert run(operator(seed=7), ti)["state"] == "completed"
    assert described(lethe, ti) is None


def test_a_refused_request_names_the_field_and_starts_nothing(lethe: Server, ti: Ti) -> None:
    with pytest.raises(WorkflowRefused) as caught:
        run(operator(seed=666), ti)

    assert (caught.value.type, caught.value.field) == ("USER", "seed")
    assert ti.xcoms["failure"]["field"] == "seed"
    assert described(lethe, ti) is None


@pytest.mark.parametrize(
    ("then", "kind"),
    [("gate-failed", "GATE"), ("rejected", "REJECTED"), ("cancelled", "CANCELLED"), ("USER", "USER")],
)
def test_a_run_that_did_not_end_well_fails_the_task_for_good(lethe: Server, ti: Ti, then: str, kind: str) -> None:
    with pytest.raises(WorkflowFailed) as caught:
        run(operator(then=then), ti)

    assert caught.value.type == kind
    assert isinstance(caught.value, AirflowFailException)


def test_a_platform_failure_may_be_tried_again(lethe: Server, ti: Ti) -> None:
    with pytest.raises(WorkflowFailed) as caught:
        run(operator(then="PLATFORM"), ti)

    assert not isinstance(caught.value, AirflowFailException)


@pytest.mark.parametrize("then", ["PLATFORM", "cancelled"])
def test_after_a_run_that_did_not_end_well_the_task_begins_a_new_one(lethe: Server, ti: Ti, then: str) -> None:
    with pytest.raises(WorkflowFailed):
        run(operator(then=then), ti)
    first = described(lethe, ti).run_id

    assert run(operator(), ti)["state"] == "published"
    assert described(lethe, ti).run_id != first


def test_a_name_under_which_another_request_runs_is_refused(lethe: Server, ti: Ti) -> None:
    running = operator(then="running")
    running.deferrable = True
    with pytest.raises(TaskDeferred):
        run(running, ti)

    with pytest.raises(WorkflowRefused, match="another request is running") as caught:
        run(operator(), ti)

    assert caught.value.field == "name"
    assert described(lethe, ti).status == WorkflowExecutionStatus.RUNNING
    call(lethe, lambda client: executions.cancel(client, ti.xcoms["workflow_id"]))


def test_the_same_request_attaches_without_being_prepared_again(lethe: Server, ti: Ti) -> None:
    runs, prepared = [], []
    for _ in range(2):
        task = operator(then="running")
        task.deferrable = True
        with pytest.raises(TaskDeferred) as deferred:
            run(task, ti)
        runs.append(deferred.value.kwargs["execution"])  # type: ignore[index]
        prepared.append(preparation(lethe, task).run_id)

    assert runs[0] == {**runs[1], "attached": False}
    assert runs[1]["attached"]
    assert prepared[0] == prepared[1]
    call(lethe, lambda client: executions.cancel(client, ti.xcoms["workflow_id"]))


def test_a_deferral_that_takes_too_long_cancels_the_preparation_that_is_under_way(
    lethe: Server, ti: Ti, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lethe_airflow.operators.lethe._PREPARE_SECONDS", 0.0)
    task = operator()
    task.deferrable, task.task_queue = True, "nobody"
    with pytest.raises(TaskDeferred) as deferred:
        run(task, ti)
    prepare = deferred.value.kwargs["execution"]["workflow_id"]  # type: ignore[index]
    assert prepare.startswith(f"{ti.xcoms['workflow_id']}.prepare.")
    with pytest.raises(TaskDeferralTimeout):
        operator().resume_execution("__fail__", {"error": "Trigger timeout"}, {"ti": ti})  # type: ignore

    # Without a worker it cannot end: that it was asked to is all there is to see.
    assert executions.cancelling(call(lethe, lambda client: executions.describe(client, prepare)))
    call(lethe, lambda client: client.get_workflow_handle(prepare).terminate())


def preparation(server: Server, task: LetheUnlearnOperator) -> Any:
    """The last preparation of a task's request, from the workflow itself: what Temporal lists lags behind."""
    workflow_id = f"{task._id}.prepare.{requests.digest(task._text())[:10]}"
    return call(server, lambda client: executions.describe(client, workflow_id))


def test_the_release_is_an_outlet_whose_event_tells_the_digest(lethe: Server, ti: Ti) -> None:
    events = Events()
    task = operator()
    run(task, ti, events)

    assert task.outlets == [Asset(RELEASE)]
    assert events[Asset(RELEASE)].extra == {
        "run": ti.xcoms["workflow_id"],
        "key": "s3://released/m/v/unlearned.safetensors",
        "sha256": "ab" * 32,
    }


def test_an_alias_gets_the_release_of_a_request_that_is_known_later(lethe: Server, ti: Ti) -> None:
    events = Events()
    task = operator()
    task.outlets = [AssetAlias("released models")]
    run(task, ti, events)

    (asset, extra) = events[AssetAlias("released models")].added[0]
    assert asset.uri == RELEASE
    assert extra["sha256"] == "ab" * 32


def test_a_mapped_task_has_the_outlets_of_the_dag_file_only() -> None:
    with DAG("mapped", schedule=None):
        mapped = LetheUnlearnOperator.partial(task_id="m").expand(request=[{"publish": {"to": RELEASE}}])
    unmapped = mapped.unmap({"request": {"publish": {"to": RELEASE}}})

    assert unmapped.outlets == []


@pytest.mark.parametrize(
    ("kind", "other"), [(LetheTrainOperator, "unlearn"), (LetheCompareOperator, "train"), (LetheUnlearnOperator, "x")]
)
def test_an_operator_takes_requests_of_its_own_kind(lethe: Server, ti: Ti, kind: Any, other: str) -> None:
    with pytest.raises(WorkflowRefused, match=f"found '{other}'; allowed: {kind.kind}"):
        run(kind(task_id="task", request={"kind": other}), ti)
