"""A real `airflow standalone` of our own, and its REST API."""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

PATIENCE = float(os.environ.get("LETHE_CHECK_PATIENCE", "1"))
AIRFLOW = str(pathlib.Path(sys.executable).with_name("airflow"))
DAGS = pathlib.Path(__file__).with_name("dags")


def until(what: str, condition: Callable[[], Any], seconds: float) -> Any:
    """Wait for a condition to hold and return what it said."""
    deadline = time.monotonic() + seconds * PATIENCE
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(1)
    raise TimeoutError(f"{what}: not within {seconds * PATIENCE:.0f} s (LETHE_CHECK_PATIENCE={PATIENCE:g})")


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


class Standalone:
    """Starts in a session of its own, so that everything it starts can be ended with it."""

    def __init__(self, home: pathlib.Path, connection: dict[str, Any], more: dict[str, str]) -> None:
        self.home = home
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.password = secrets.token_hex(8)
        home.mkdir(parents=True)
        (home / "passwords.json").write_text(json.dumps({"admin": self.password}))
        self.environment = {
            **os.environ,
            **more,
            # `airflow standalone` finds its parts there.
            "PATH": f"{pathlib.Path(AIRFLOW).parent}{os.pathsep}{os.environ['PATH']}",
            "AIRFLOW_HOME": str(home),
            "AIRFLOW_CONN_TEMPORAL_DEFAULT": json.dumps(connection),
            "AIRFLOW__API__HOST": "127.0.0.1",
            "AIRFLOW__API__PORT": str(port),
            "AIRFLOW__API__WORKERS": "1",
            "AIRFLOW__API_AUTH__JWT_SECRET": secrets.token_hex(32),
            # SQLite's five seconds are soon over where many processes write on a slow disk.
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home}/airflow.db?timeout={60 * PATIENCE:g}",
            "AIRFLOW__CORE__DAGS_FOLDER": str(DAGS),
            "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
            "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{self.url}/execution/",
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__CORE__PARALLELISM": "4",
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": "admin:admin",
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(home / "passwords.json"),
            "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(free_port()),
            "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(free_port()),
            "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
            # Five seconds are not enough where six processes start on two cores.
            "AIRFLOW__WORKERS__EXECUTION_API_TIMEOUT": str(30 * PATIENCE),
        }
        self.token = ""
        self.log = (home / "standalone.log").open("w")
        self.processes = [self.start("standalone")]

    def start(self, command: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [AIRFLOW, command],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """Call the API; answers None where it says 404."""
        request = urllib.request.Request(
            self.url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"},
        )
        try:
            with urllib.request.urlopen(request, timeout=30 * PATIENCE) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as e:
            if e.code == 404:
                return None
            raise RuntimeError(f"{method} {path}: {e.code} {e.read().decode()[:500]}") from e

    def await_ready(self, dags: set[str]) -> None:
        def healthy() -> bool:
            # While it starts it may also answer that something is not there yet.
            with contextlib.suppress(OSError, RuntimeError):
                parts = self.call("GET", "/api/v2/monitor/health") or {}
                return all((parts.get(p) or {}).get("status") == "healthy" for p in ("scheduler", "triggerer"))
            return False

        until("Airflow is healthy", healthy, 180)
        self.token = self.call("POST", "/auth/token", {"username": "admin", "password": self.password})["access_token"]
        until("the DAGs are there", lambda: dags <= {d["dag_id"] for d in self.call("GET", "/api/v2/dags")["dags"]}, 90)

    def trigger(self, dag: str) -> None:
        """Begin a run of a DAG, which may be listed a moment before it can be run."""
        run = {"dag_run_id": "check", "logical_date": None}
        until(f"{dag} is triggered", lambda: self.call("POST", f"/api/v2/dags/{dag}/dagRuns", run), 60)

    def tasks(self, dag: str) -> list[dict[str, Any]]:
        answer = self.call("GET", f"/api/v2/dags/{dag}/dagRuns/check/taskInstances")
        return list(answer["task_instances"]) if answer else []

    def task(self, dag: str) -> dict[str, Any]:
        return next(t for t in self.tasks(dag) if t["task_id"] == "forget")

    def await_state(self, dag: str, *states: str, seconds: float = 120) -> dict[str, Any]:
        try:
            until(f"{dag} is {' or '.join(states)}", lambda: self.task(dag)["state"] in states, seconds)
        except TimeoutError as e:
            raise TimeoutError(f"{e}; it is {self.task(dag)['state']}\n{self.task_log(dag)}") from e
        return self.task(dag)

    def await_trigger(self, dag: str) -> None:
        """Wait until the task's trigger runs: Airflow drops one that nobody has begun with, without a word to it."""
        self.await_state(dag, "deferred")
        until(f"the trigger of {dag} runs", lambda: self.trigger_runs(dag), 60)

    def trigger_runs(self, dag: str) -> bool:
        """Whether the triggerer has said in the task's log that it begins; it has a trigger a moment before that."""
        trigger = self.task(dag)["trigger"]
        if not trigger:
            return False
        # An id is given again once its trigger has ended, so that the time counts, too.
        created = datetime.fromisoformat(trigger["created_date"].replace("Z", "+00:00"))
        return any(began >= created for began in self.beginnings(dag, trigger["id"]))

    def beginnings(self, dag: str, trigger: int) -> Iterator[datetime]:
        """When triggers with that id began."""
        for line in "\n".join(self.logs(dag)).splitlines():
            # A line that is being written is not whole yet.
            if f"(ID {trigger}) starting" in line and line.endswith("}"):
                yield datetime.fromisoformat(json.loads(line)["timestamp"].replace("Z", "+00:00"))

    def logs(self, dag: str) -> list[str]:
        found = sorted((self.home / "logs" / f"dag_id={dag}").rglob("*.log"))
        return [log.read_text(errors="replace") for log in found]

    def task_log(self, dag: str) -> str:
        return "\n".join(line for log in self.logs(dag) for line in log.splitlines()[-15:])

    def set_state(self, dag: str, state: str) -> None:
        self.call("PATCH", f"/api/v2/dags/{dag}/dagRuns/check/taskInstances/forget", {"new_state": state})

    def clear(self, dag: str) -> None:
        body = {"dry_run": False, "dag_run_id": "check", "task_ids": ["forget"], "only_failed": False}
        self.call("POST", f"/api/v2/dags/{dag}/clearTaskInstances", body)

    def xcom(self, dag: str, key: str, map_index: int = -1) -> Any:
        entry = f"/api/v2/dags/{dag}/dagRuns/check/taskInstances/forget/xcomEntries/{key}"
        answer = self.call("GET", f"{entry}?map_index={map_index}&deserialize=true")
        return None if answer is None else answer["value"]

    def kill_scheduler(self) -> int:
        """Kill the scheduler, and nothing else, without any chance to tidy up."""
        killed = 0
        for pid in self.group():
            with contextlib.suppress(OSError):
                command = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
                if command[-2:] == [b"scheduler", b""]:
                    os.kill(pid, signal.SIGKILL)
                    killed += 1
        return killed

    def start_scheduler(self) -> None:
        self.processes.append(self.start("scheduler"))

    def group(self) -> Iterator[int]:
        """Every process of the sessions that we started."""
        sessions = {process.pid for process in self.processes}
        for folder in pathlib.Path("/proc").iterdir():
            if folder.name.isdigit():
                with contextlib.suppress(OSError):
                    if os.getsid(int(folder.name)) in sessions:
                        yield int(folder.name)

    def close(self) -> None:
        for number in (signal.SIGTERM, signal.SIGKILL):
            for pid in list(self.group()):
                with contextlib.suppress(OSError):
                    os.kill(pid, number)
            deadline = time.monotonic() + 10
            while any(True for _ in self.group()) and time.monotonic() < deadline:
                for process in self.processes:
                    process.poll()
                time.sleep(0.2)
        self.log.close()
