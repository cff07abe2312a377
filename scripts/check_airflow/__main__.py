"""Lethe from a real Airflow; scripts/check-airflow says what is needed and starts this beside real servers."""

from __future__ import annotations

import asyncio
import contextlib
import os
import pathlib
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from standalone import Standalone, until
from temporalio.client import Client
from temporalio.service import RPCError

HOME = pathlib.Path(__file__).resolve().parent.parent.parent
LETHE_URL = "http://lethe.example"
DAGS = {"success", "bad_input", "inline_ids", "deferred", "held_by_a_worker", "approved", "mapped"}
results: list[bool] = []


def check(what: str, holds: Any, detail: Any = "") -> None:
    results.append(bool(holds))
    print(("ok    " if holds else "FAIL  ") + what + (f": {detail}" if detail and not holds else ""), flush=True)


def lethe(*arguments: str) -> str:
    """The first word that a command says: of an import, where it has put what."""
    return subprocess.run([str(HOME / "lethe"), *arguments], check=True, capture_output=True, text=True).stdout.split()[
        0
    ]


def temporal(work: Callable[[Client], Awaitable[Any]]) -> Any:
    async def connected() -> Any:
        return await work(await Client.connect(os.environ["TEMPORAL_ADDRESS"]))

    return asyncio.run(connected())


def executions(workflow_id: str) -> list[str]:
    """States of the executions of an id, in order of their beginning."""

    async def read(client: Client) -> list[str]:
        found = [w async for w in client.list_workflows(f'WorkflowId = "{workflow_id}"')]
        return [w.status.name if w.status else "" for w in sorted(found, key=lambda w: w.start_time)]

    return list(temporal(read))


def executed(workflow_id: str, *states: str) -> bool:
    """Whether these are the executions of an id, as soon as Temporal lists them: that lags behind what has happened."""
    try:
        return bool(until("they are listed", lambda: executions(workflow_id) == list(states), 60))
    except TimeoutError:
        return False


def workflow_id(airflow: Standalone, dag: str) -> str:
    return str(until(f"{dag} has a workflow id", lambda: airflow.xcom(dag, "workflow_id"), 60))


def success(airflow: Standalone) -> None:
    task = airflow.await_state("success", "success", "failed")
    result = airflow.xcom("success", "return_value") or {}
    name = workflow_id(airflow, "success")
    check("success: the task succeeds with the run", task["state"] == "success", airflow.task_log("success"))
    check("success: the result is references", result.get("state") == "published" and "sha256" in str(result), result)
    check("success: one execution, under the id of the task", executed(name, "COMPLETED"), executions(name))
    links = airflow.call("GET", "/api/v2/dags/success/dagRuns/check/taskInstances/forget/links") or {}
    check("success: the link leads to the run's page", f"{LETHE_URL}/runs/{name}" in str(links), links)
    events = airflow.call("GET", "/api/v2/assets/events?source_dag_id=success")["asset_events"]
    sha256 = result.get("artifacts", {}).get("unlearned", {}).get("sha256")
    check("success: the release is an asset event", [e["extra"].get("sha256") for e in events] == [sha256], events)
    seen = until("the sensor ended", lambda: ended(airflow, "seen"), 60)
    check("success: the sensor sees it", seen["state"] == "success")


def ended(airflow: Standalone, task_id: str) -> dict[str, Any] | None:
    tasks = [t for t in airflow.tasks("success") if t["task_id"] == task_id]
    return tasks[0] if tasks and tasks[0]["state"] in ("success", "failed") else None


def bad_input(airflow: Standalone) -> None:
    task = airflow.await_state("bad_input", "failed", "success")
    failure = airflow.xcom("bad_input", "failure") or {}
    name = workflow_id(airflow, "bad_input")
    sent = until("the preparation is listed", lambda: temporal(lambda client: _starting_with(client, name)), 60)
    # Not the number of the try: on a busy machine Airflow itself loses one.
    check("bad input: the task fails, and is not retried", (task["state"], len(sent)) == ("failed", 1), sent)
    check("bad input: type and field", (failure.get("type"), failure.get("field")) == ("USER", "forget.class"), failure)
    check("bad input: no run begins", executions(name) == [])
    airflow.await_state("inline_ids", "failed", "success")
    failure = airflow.xcom("inline_ids", "failure") or {}
    check("bad input: record ids do not leave Airflow", failure.get("field") == "forget.ids", failure)
    name = workflow_id(airflow, "inline_ids")
    sent = temporal(lambda client: _starting_with(client, name))
    check("bad input: nothing was sent", sent == [], sent)


async def _starting_with(client: Client, name: str) -> list[str]:
    return [w.id async for w in client.list_workflows() if w.id.startswith(name)]


def mapped(airflow: Standalone) -> None:
    def three_ended() -> list[dict[str, Any]]:
        tasks = airflow.tasks("mapped")
        return tasks if len(tasks) == 3 and all(t["state"] in ("success", "failed") for t in tasks) else []

    tasks = until("three mapped tasks ended", three_ended, 180)
    check("mapped: three tasks succeed", [t["state"] for t in tasks] == ["success"] * 3, airflow.task_log("mapped"))
    names = {airflow.xcom("mapped", "workflow_id", index) for index in range(3)}
    check("mapped: each has a run of its own", len(names) == 3 and all(executed(n, "COMPLETED") for n in names))


def killed_deferred(airflow: Standalone) -> None:
    airflow.await_state("deferred", "deferred")
    name = workflow_id(airflow, "deferred")
    # The trigger before that may be the preparation's.
    until("the run is running", lambda: executions(name) == ["RUNNING"], 120)
    airflow.await_trigger("deferred")
    airflow.clear("deferred")
    until("a second execution runs", lambda: executions(name) == ["CANCELED", "RUNNING"], 120)
    check("cancel: clearing the deferred task cancels the run, and a new one begins", True)
    airflow.await_trigger("deferred")
    airflow.set_state("deferred", "failed")
    until("the second is cancelled", lambda: executions(name)[1:] == ["CANCELED"], 60)
    check("cancel: failing the deferred task cancels the run", len(executions(name)) == 2, executions(name))


def killed_running(airflow: Standalone) -> None:
    airflow.trigger("held_by_a_worker")
    airflow.await_state("held_by_a_worker", "running")
    name = workflow_id(airflow, "held_by_a_worker")
    until("the run is running", lambda: executions(name) == ["RUNNING"], 60)
    airflow.set_state("held_by_a_worker", "failed")
    until("it is cancelled", lambda: executions(name) == ["CANCELED"], 60)
    check("cancel: failing the running task cancels the run", True)


def scheduler_killed(airflow: Standalone) -> None:
    airflow.await_state("approved", "deferred")
    name = workflow_id(airflow, "approved")
    # The trigger before that may be the preparation's.
    until("the run is running", lambda: executions(name) == ["RUNNING"], 120)
    airflow.await_state("approved", "deferred")
    check("scheduler: it is killed", airflow.kill_scheduler() >= 1)
    until("the run answers", lambda: _state(name), 60)
    airflow.start_scheduler()
    until("the run waits for its approval", lambda: _state(name) == "awaiting-approval", 60)
    temporal(lambda client: client.get_workflow_handle(name).execute_update("approve", {"by": "check", "reason": ""}))
    task = airflow.await_state("approved", "success", "failed", seconds=180)
    check("scheduler: after a restart the task succeeds", task["state"] == "success", airflow.task_log("approved"))
    check("scheduler: one execution", executed(name, "COMPLETED"), executions(name))


def _state(name: str) -> str:
    """State of a run; empty where no worker finds the time to answer."""
    with contextlib.suppress(RPCError):
        return str(temporal(lambda client: client.get_workflow_handle(name).query("status"))["state"])
    return ""


def main(work: pathlib.Path) -> None:
    model = lethe("import-model", str(HOME / "samples" / "resnet20s.safetensors"))
    dataset = lethe("import-dataset", str(HOME / "samples" / "cifar10"))
    host, _, port = os.environ["TEMPORAL_ADDRESS"].partition(":")
    connection = {"conn_type": "temporal", "host": host, "port": int(port), "extra": {"lethe_url": LETHE_URL}}
    airflow = Standalone(work / "airflow", connection, {"CHECK_MODEL": model, "CHECK_DATASET": dataset})
    try:
        airflow.await_ready(DAGS)
        for dag in ("success", "bad_input", "inline_ids", "mapped", "approved"):
            airflow.trigger(dag)
        for scenario in (success, bad_input, mapped, scheduler_killed):
            scenario(airflow)
        airflow.trigger("deferred")
        killed_deferred(airflow)
        killed_running(airflow)
    except Exception:
        sys.stderr.write("".join((airflow.home / "standalone.log").read_text(errors="replace").splitlines(True)[-80:]))
        raise
    finally:
        airflow.close()


# An end from outside is an end like any other: what was started is ended too.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
main(pathlib.Path(sys.argv[1]))
print(f"check-airflow: {sum(results)} passed" + (f", {results.count(False)} FAILED" if False in results else ""))
sys.exit(False in results)
