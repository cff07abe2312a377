"""Processes of the test: Temporal, MinIO and workers, each its own, and none that outlives the test."""

import ctypes
import os
import pathlib
import secrets
import signal
import socket
import subprocess
import time
import urllib.request

HOME = pathlib.Path(__file__).resolve().parents[2]
PR_SET_PDEATHSIG = 1
PATIENCE_SECONDS = 600


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def die_with_parent() -> None:
    """Between fork and exec: the kernel ends the child even where this test is itself killed."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def start(command: list[str], log: pathlib.Path, environment: dict[str, str]) -> subprocess.Popen:
    with open(log, "ab") as out:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            env={**os.environ, **environment},
            start_new_session=True,
            preexec_fn=die_with_parent,
        )


class Servers:
    """A Temporal dev server on a file and a MinIO on a folder, which may be killed and started again."""

    def __init__(self, folder: pathlib.Path, temporal: str, minio: str):
        self.folder = folder
        self.programs = {"temporal": temporal, "minio": minio}
        self.ports = {"temporal": free_port(), "minio": free_port()}
        self.user, self.password = "lethe-" + secrets.token_hex(4), secrets.token_hex(16)
        self.processes: dict[str, subprocess.Popen] = {}
        (folder / "minio").mkdir()

    @property
    def store(self) -> str:
        return f"127.0.0.1:{self.ports['minio']}"

    @property
    def environment(self) -> dict[str, str]:
        """What a Lethe process needs to find them."""
        return {
            "TEMPORAL_ADDRESS": f"127.0.0.1:{self.ports['temporal']}",
            "AWS_ENDPOINT_URL_S3": "http://" + self.store,
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": self.user,
            "AWS_SECRET_ACCESS_KEY": self.password,
        }

    def start(self, name: str) -> None:
        port = self.ports[name]
        if name == "minio":
            command = ["server", "--quiet", "--address", self.store, str(self.folder / "minio")]
        else:
            command = ["server", "start-dev", "--ip", "127.0.0.1", "--port", str(port), "--headless"]
            command += ["--log-level", "error", "--db-filename", str(self.folder / "temporal.db")]
            command += ["--sqlite-pragma", "journal_mode=WAL", "--sqlite-pragma", "synchronous=NORMAL"]
        secret = {"MINIO_ROOT_USER": self.user, "MINIO_ROOT_PASSWORD": self.password}
        self.processes[name] = start(
            [self.programs[name], *command], self.folder / f"{name}.log", secret if name == "minio" else {}
        )

    def await_ready(self, name: str) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            if self.processes[name].poll() is not None:
                raise RuntimeError(f"{name} ended: see {self.folder / name}.log")
            if self.answers(name):
                return
            time.sleep(0.2)
        raise RuntimeError(f"{name} did not become ready within {PATIENCE_SECONDS} s")

    def answers(self, name: str) -> bool:
        try:
            if name == "minio":
                # Not `ready`: that is answered before there is anything behind it.
                urllib.request.urlopen(f"http://{self.store}/minio/health/cluster", timeout=2).close()
                return True
            address = f"127.0.0.1:{self.ports[name]}"
            health = [self.programs[name], "operator", "cluster", "health", "--address", address]
            return subprocess.run(health, capture_output=True, timeout=10).returncode == 0
        except (OSError, subprocess.TimeoutExpired):
            return False

    def kill(self, name: str) -> None:
        self.processes[name].kill()
        self.processes[name].wait()

    def close(self) -> None:
        for process in self.processes.values():
            process.kill()
            process.wait()


class Worker:
    """A `lethe worker` process and what it has written to its log so far."""

    def __init__(self, name: str, role: str, process: subprocess.Popen, log: pathlib.Path):
        self.name, self.role, self.process, self.log = name, role, process, log
        self.stopped = False
        self.ready = False
        self.file = open(log, "rb")
        self.rest = b""

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def lines(self) -> list[str]:
        """Whole lines written since the last call."""
        self.rest += self.file.read()
        *whole, self.rest = self.rest.split(b"\n")
        return [line.decode(errors="replace") for line in whole]

    def signal(self, number: int) -> None:
        if self.alive:
            os.kill(self.pid, number)
            self.stopped = number == signal.SIGSTOP


LOGBACK = """<configuration>
  <statusListener class="ch.qos.logback.core.status.NopStatusListener"/>
  <appender name="STDERR" class="ch.qos.logback.core.ConsoleAppender">
    <target>System.err</target>
    <encoder><pattern>%d{HH:mm:ss.SSS} %-5level %msg%n</pattern></encoder>
  </appender>
  <root level="WARN"><appender-ref ref="STDERR"/></root>
  <logger name="io.lethe.activities" level="DEBUG"/>
  <logger name="io.temporal" level="WARN"/>
</configuration>
"""

QUEUES = {"workflow": "lethe,lethe-io", "compute": "lethe-compute", "publish": "lethe-publish"}


class Fleet:
    """The workers: as many of each role as wanted, killed ones replaced at once."""

    def __init__(self, servers: Servers, folder: pathlib.Path, counts: dict[str, int], settings: dict[str, str]):
        self.folder, self.counts, self.settings = folder, counts, settings
        self.workers: list[Worker] = []
        self.started = 0
        self.unplanned: list[str] = []
        logback = folder / "logback.xml"
        logback.write_text(LOGBACK)
        self.environment = {
            **servers.environment,
            "XDG_CACHE_HOME": str(folder / "cache"),
            "LETHE_HEAP": "512m",
            # A killed worker lives for seconds: the second compiler would cost more than it gives.
            "JAVA_TOOL_OPTIONS": f"-Dlogback.configurationFile={logback} -XX:TieredStopAtLevel=1",
        }

    def command(self, arguments: list[str], log: pathlib.Path) -> subprocess.Popen:
        return start([str(HOME / "lethe"), *arguments], log, self.environment)

    def add(self, role: str) -> Worker:
        self.started += 1
        name = f"{role}-{self.started}"
        log = self.folder / f"{name}.log"
        options = [part for option, value in self.settings.items() for part in (option, value)]
        process = self.command(["worker", "--queues", QUEUES[role], *options], log)
        worker = Worker(name, role, process, log)
        self.workers.append(worker)
        return worker

    def fill(self) -> None:
        for role, wanted in self.counts.items():
            for _ in range(wanted - len(self.of(role))):
                self.add(role)

    def of(self, role: str) -> list[Worker]:
        return [w for w in self.workers if w.role == role and w.alive]

    def kill(self, worker: Worker) -> None:
        worker.process.kill()
        worker.process.wait()

    def bury(self, worker: Worker, expected: bool) -> None:
        """Takes a dead worker out; one that was not meant to die is noted."""
        self.workers.remove(worker)
        worker.file.close()
        if not expected:
            self.unplanned.append(f"{worker.name} ended with {worker.process.returncode}")

    def close(self) -> None:
        for worker in self.workers:
            worker.process.kill()
        for worker in self.workers:
            worker.process.wait()
