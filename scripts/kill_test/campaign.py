"""Runs in flight, watched through the workers' logs, and killed where the plan says."""

import collections
import json
import pathlib
import re
import signal
import subprocess
import time

from .plan import Kill, Run
from .servers import HOME, Fleet, Worker, start

BEGINS = re.compile(r"run (\S+): (\S+) begins a slice of stage (\w+)")
GOES_ON = re.compile(r"stage (\w+): goes on from step (\d+) with token (\d+)")
STEP = re.compile(r"stage (\w+): step (\d+) of (\d+)")
CHECKPOINT = re.compile(r"stage (\w+): checkpoint of step (\d+)")
FINISHED = re.compile(r"run (\S+): (\S+) has finished stage (\w+)")
PUBLISHES = re.compile(r"run (\S+): publishes with token (\d+)")
RELEASED = re.compile(r"run (\S+): released (\S+)")
PUBLISHED = re.compile(r"run (\S+): published;")
READY = re.compile(r"^lethe: working for ")
FENCED = re.compile(r"token (\d+) refused: token (\d+) has taken over")

TICK_SECONDS = 0.01
# A worker that is about to be killed gets one tick in three, so that a stage is not over before it is hit; one in nine
# where the stage takes less than a second: on a fast machine it would otherwise end before its first checkpoint.
RUN_TICKS, CYCLE_TICKS, CYCLE_TICKS_OF_SHORT = 1, 3, 9
SHORT = ("mask", "publish")
RECORD_SECONDS = 1.0
ENDED = {"published", "completed", "gate-failed", "rejected", "cancelled", "failed"}


class Position:
    """How far an attempt at a stage is, as its worker's log says."""

    def __init__(self, run: str = "", stage: str = "", key: str = "", begun: bool = False):
        self.run, self.stage, self.key, self.begun = run, stage, key, begun
        self.step = self.checkpoint = 0
        self.complete = False  # of a release: every file is there, and the alias may have been moved
        self.finished = False


class Stalk:
    """A worker that is to be killed once it is far enough."""

    def __init__(self, kill: Kill, position: Position, watched: Worker, victim: Worker):
        self.kill, self.position, self.watched, self.victim = kill, position, watched, victim
        self.due: float | None = None
        self.ticks = 0


class Campaign:
    """Brings runs to their end while killing workers; one thread."""

    def __init__(self, fleet: Fleet, store, runs: list[Run], in_flight: int, draw, minutes: float):
        self.fleet, self.store, self.runs, self.in_flight, self.draw = fleet, store, runs, in_flight, draw
        self.deadline = time.monotonic() + 60 * minutes
        self.computing: dict[str, Position] = collections.defaultdict(Position)  # by worker, which has one slot
        self.publishing: dict[tuple[str, str], Position] = collections.defaultdict(Position)  # by worker and run
        self.stalks: list[Stalk] = []
        self.expected: set[str] = set()
        self.submitting: tuple[Run, subprocess.Popen] | None = None
        self.resumes: dict[str, list[tuple[int, int]]] = collections.defaultdict(list)  # stage key → (token, step)
        self.progress: dict[str, tuple[str, int]] = {}  # run → stage, newest checkpoint step
        self.fenced: list[str] = []
        self.looked = 0.0
        self.errors: list[str] = []
        self.by_name = {run.name: run for run in runs}
        self.watchers = []  # called every tick, right after the logs are read

    def run(self) -> None:
        while not all(run.state in ENDED for run in self.runs):
            self.tick()
            if time.monotonic() > self.deadline:
                late = [f"{r.name} ({r.state})" for r in self.runs if r.state not in ENDED]
                self.errors.append(f"not ended in time: {', '.join(late)}")
                return
        self.read_logs()

    def tick(self) -> None:
        began = time.monotonic()
        self.read_logs()
        for watcher in self.watchers:
            watcher(self)
        self.advance_stalks()
        for worker in [w for w in self.fleet.workers if not w.alive]:
            self.read_log(worker)
            self.fleet.bury(worker, worker.name in self.expected)
            self.stalks = [s for s in self.stalks if worker not in (s.watched, s.victim)]
        self.fleet.fill()
        self.submit()
        if began - self.looked > RECORD_SECONDS:
            self.looked = began
            self.hold()
            self.read_records()
        time.sleep(max(0.0, TICK_SECONDS - (time.monotonic() - began)))

    # Logs

    def read_logs(self) -> None:
        for worker in list(self.fleet.workers):
            self.read_log(worker)

    def read_log(self, worker: Worker) -> None:
        for line in worker.lines():
            self.event(worker, line)

    def event(self, worker: Worker, line: str) -> None:
        position = self.computing[worker.name]
        if match := STEP.search(line):
            position.step = int(match[2])
        elif match := CHECKPOINT.search(line):
            position.checkpoint = int(match[2])
            self.progress[position.run] = (position.stage, int(match[2]))
        elif match := GOES_ON.search(line):
            position.step = position.checkpoint = int(match[2])
            position.begun = True
            self.resumes[match[1]].append((int(match[3]), int(match[2])))
            self.note_resume(match[1], int(match[2]))
        elif match := BEGINS.search(line):
            self.computing[worker.name] = position = Position(match[1], match[2], match[3])
            self.stalk(worker, position)
        elif FINISHED.search(line):
            position.finished = True
        elif match := PUBLISHES.search(line):
            self.publishing[worker.name, match[1]] = position = Position(match[1], "publish", begun=True)
            self.by_name[match[1]].publications += 1
            self.stalk(worker, position)
        elif match := RELEASED.search(line):
            position = self.publishing[worker.name, match[1]]
            position.step = position.checkpoint = position.step + 1
            position.complete = match[2] == "result"
        elif match := PUBLISHED.search(line):
            self.publishing[worker.name, match[1]].finished = True
        if READY.search(line):
            worker.ready = True
        if FENCED.search(line):
            self.fenced.append(f"{worker.name}: {line.strip()}")

    def note_resume(self, key: str, step: int) -> None:
        for run in self.runs:
            for kill in run.kills:
                if kill.key == key and kill.outcome.startswith("killed") and kill.resumed is None:
                    kill.resumed = step

    # Kills

    def stalk(self, worker: Worker, position: Position) -> None:
        """A stage has begun: kills planned for it that have not come yet begin to be watched for."""
        self.progress[position.run] = (position.stage, 0)
        watched = {id(s.kill) for s in self.stalks}
        waiting = [
            kill
            for kill in self.by_name[position.run].kills
            if kill.stage == position.stage and kill.outcome == "not reached" and id(kill) not in watched
        ]
        for kill in sorted(waiting, key=lambda k: k.at):
            if kill.victim == "workflow":
                self.stalks.append(Stalk(kill, position, worker, self.draw.choice(self.fleet.of("workflow"))))
            else:
                self.stalks.append(Stalk(kill, position, worker, worker))
                return  # one at a time: the next one meets the successor

    def advance_stalks(self) -> None:
        now = time.monotonic()
        for stalk in list(self.stalks):
            position = stalk.position
            if stalk.due is not None:
                if now >= stalk.due:
                    self.strike(stalk)
            elif position.finished or not self.current(stalk):
                self.give_up(stalk)
            elif position.begun and position.checkpoint >= stalk.kill.at:
                stalk.due = now + stalk.kill.pause
                self.wake(stalk)
            else:
                self.slow(stalk)

    def current(self, stalk: Stalk) -> bool:
        return stalk.position.stage == "publish" or self.computing[stalk.watched.name] is stalk.position

    def slow(self, stalk: Stalk) -> None:
        if stalk.kill.victim == "workflow":
            return
        cycle = CYCLE_TICKS_OF_SHORT if stalk.position.stage in SHORT else CYCLE_TICKS
        running = stalk.ticks % cycle < RUN_TICKS
        if running == stalk.victim.stopped:
            stalk.victim.signal(signal.SIGCONT if running else signal.SIGSTOP)
        stalk.ticks += 1

    def hold(self) -> None:
        """Nobody gets away while this thread asks the store, which takes longer than a short stage."""
        for stalk in self.stalks:
            if stalk.due is None and stalk.kill.victim != "workflow" and not stalk.victim.stopped:
                stalk.victim.signal(signal.SIGSTOP)

    def wake(self, stalk: Stalk) -> None:
        if stalk.victim.stopped:
            stalk.victim.signal(signal.SIGCONT)

    def give_up(self, stalk: Stalk) -> None:
        """The stage went by; the kill waits for another attempt at it, which may never come."""
        self.wake(stalk)
        self.stalks.remove(stalk)

    def strike(self, stalk: Stalk) -> None:
        kill, victim, position = stalk.kill, stalk.victim, stalk.position
        self.stalks.remove(stalk)
        if not victim.alive:
            return
        self.expected.add(victim.name)
        self.fleet.kill(victim)
        self.read_log(victim)
        self.read_log(stalk.watched)
        kill.worker, kill.key = victim.name, position.key
        kill.step, kill.checkpoint = position.step, position.checkpoint
        inside = not position.finished and self.current(stalk)
        kill.outcome = "killed inside the stage" if inside else "killed after the stage's last step"

    # Runs

    def submit(self) -> None:
        if self.submitting:
            run, process = self.submitting
            if process.poll() is None:
                return
            self.submitting = None
            if process.returncode != 0:
                run.state = "failed"
                self.errors.append(f"{run.name}: lethe run ended with {process.returncode}")
                return
            run.state = "running"
        active = [run for run in self.runs if run.state == "running"]
        queued = [run for run in self.runs if run.state == "queued"]
        if queued and len(active) < self.in_flight:
            run = queued[0]
            run.state = "submitting"
            log = self.fleet.folder / f"submit-{run.name}.log"
            self.submitting = run, self.fleet.command(["run", "-f", str(run.request)], log)

    def read_records(self) -> None:
        for run in self.runs:
            if run.state != "running":
                continue
            try:
                record = self.store.run_record(run.name)
            except OSError:
                return  # the store is down, which is what some scenarios are about
            if record and record["state"] in ENDED:
                run.record, run.state = record, record["state"]
                for kill in run.kills:
                    if kill.outcome == "not reached":
                        kill.outcome = "missed: the stage was over first"


def wait_until(campaign: Campaign, condition, seconds: float, what: str) -> None:
    """Ticks until something holds."""
    end = time.monotonic() + seconds
    while not condition():
        campaign.tick()
        if time.monotonic() > end:
            raise RuntimeError(f"waited {seconds:.0f} s in vain for {what}")


def references(runs: list[Run], folder: pathlib.Path) -> subprocess.Popen:
    """The plain loop over the same requests, in a process of its own."""
    names = [part for run in runs for part in ("-f", str(run.request))]
    return start(["nice", "-n", "5", str(HOME / "lethe"), "bench", "--plain", *names], folder / "plain.log", {})


def read_references(file: pathlib.Path) -> dict[str, dict]:
    with open(file, encoding="utf-8") as lines:
        return {entry["runId"]: entry for entry in (json.loads(line) for line in lines if line.startswith("{"))}
