"""The command line, and the order of things."""

import argparse
import os
import pathlib
import random
import shutil
import signal
import sys
import tempfile
import time

from . import plan, report, scenarios
from .audit import Audit
from .campaign import Campaign, read_references, references
from .servers import HOME, Fleet, Servers
from .store import Store

SETTINGS = {"--heartbeat-timeout": "5", "--checkpoint-interval": "0.5"}
STANDBY = 2
# Kills inside each kind of stage without which a campaign of ten runs or more says little, and how often more runs are
# made to reach them: which moment a kill meets also depends on how fast the machine is.
LEAST, MORE = 2, 3


def arguments(description: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="kill-test", description=description.split("\n")[0])
    parser.add_argument("--runs", type=int, default=0, help="runs under kills, five kills each; default 0")
    parser.add_argument("--seed", type=int, default=1, help="decides every request and every kill; default 1")
    parser.add_argument("--in-flight", type=int, default=5, help="runs at the same time; default 5")
    parser.add_argument(
        "--scenario",
        action="append",
        default=[],
        choices=[*scenarios.ALL, "all"],
        help="after the kills; may be given several times",
    )
    parser.add_argument("--outage", type=float, default=300, help="seconds without MinIO in 'outage'; default 300")
    parser.add_argument("--minutes", type=float, default=90, help="longest each part may take; default 90")
    parser.add_argument("--out", type=pathlib.Path, help="Markdown table; the same as JSON lines beside it")
    parser.add_argument("--keep", type=pathlib.Path, help="new folder for logs and data, which stays")
    given = parser.parse_args()
    if "all" in given.scenario:
        given.scenario = list(scenarios.ALL)
    if not given.runs and not given.scenario:
        parser.error("nothing to do: give --runs or --scenario")
    return given


def program(variable: str, name: str) -> str:
    found = os.environ.get(variable) or shutil.which(name)
    if not found:
        sys.exit(f"kill-test: no {name} command; install it, or set {variable}")
    return found


class Bench:
    """Servers, workers and plain references around a list of runs."""

    def __init__(self, given: argparse.Namespace, folder: pathlib.Path):
        self.given, self.folder = given, folder
        self.servers = Servers(folder, program("LETHE_TEMPORAL_CLI", "temporal"), program("LETHE_MINIO", "minio"))
        self.store = Store(self.servers.store, self.servers.user, self.servers.password)
        counts = {"compute": given.in_flight + STANDBY, "workflow": 2, "publish": 2}
        self.fleet = Fleet(self.servers, folder, counts, SETTINGS)
        self.failures: list[str] = []
        self.drains: list[float] = []  # seconds from SIGTERM to the end of a worker
        self.plain = []
        self.parts: dict[str, dict] = {}  # what became of each scenario, for the table

    def start(self) -> None:
        plan.write_inputs(self.folder)
        for name in ("minio", "temporal"):
            self.servers.start(name)
        for name in ("minio", "temporal"):
            self.servers.await_ready(name)
        self.store.create_buckets()
        self.fleet.fill()

    def campaign(self, runs: list[plan.Run], in_flight: int, seed: int) -> Campaign:
        """Ready to run; its references begin to be computed."""
        folder = self.folder / f"plain-{len(self.plain)}"
        folder.mkdir()
        self.plain.append((references(runs, folder), folder / "plain.log"))
        return Campaign(self.fleet, self.store, runs, in_flight, random.Random(seed), self.given.minutes)

    def check(self, campaign: Campaign, part: str) -> tuple[dict[str, dict], Audit]:
        """Waits for the references and holds everything against them."""
        process, log = self.plain[-1]
        if process.wait() != 0:
            self.failures.append(f"{part}: the plain loop ended with {process.returncode}: see {log}")
        known = read_references(log)
        audit = Audit(self.store, campaign.runs, known)
        audit.all()
        self.failures += [f"{part}: {f}" for f in campaign.errors + audit.failures]
        self.failures += [f"{part}: unplanned: {f}" for f in self.fleet.unplanned]
        self.fleet.unplanned.clear()
        print(f"kill-test: {part}: {len(campaign.runs)} runs, {len(audit.failures)} failed checks", flush=True)
        self.parts.setdefault(part, {}).update(report.part(campaign.runs, audit.counts))
        return known, audit

    def note(self, part: str, text: str) -> None:
        """What a scenario has seen, beside its checks."""
        print(f"kill-test: {part}: {text}", flush=True)
        self.parts.setdefault(part, {})["seen"] = text

    def scenarios(self) -> None:
        began = time.monotonic()
        self.parts.clear()
        for name in self.given.scenario:
            print(f"kill-test: scenario {name}", flush=True)
            before = len(self.failures)
            scenarios.ALL[name](self)
            self.parts[name]["failed checks"] = len(self.failures) - before
        if self.given.out:
            minutes = (time.monotonic() - began) / 60
            title = f"Scenarios, seed {self.given.seed}, {minutes:.0f} minutes; {report.machine()}."
            report.add_scenarios(self.given.out, title, self.parts, new=not self.given.runs)

    def kills(self) -> None:
        given, began = self.given, time.monotonic()
        runs: list[plan.Run] = []
        table: list[dict] = []
        methods, count, equal = plan.METHODS, given.runs, 0
        for more in range(MORE + 1):
            planned = plan.runs(count, given.seed, self.folder, f"kill{more or ''}", methods)
            campaign = self.campaign(planned, given.in_flight, given.seed)
            campaign.run()
            known, audit = self.check(campaign, "kills")
            runs += planned
            table += report.rows(planned, known)
            equal += audit.counts["weights equal to the reference"]
            rare = [stage for stage in plan.RANGES if given.runs >= 10 and report.inside(table, stage) < LEAST]
            if not rare:
                break
            methods = [next(method for method in plan.METHODS if stage in plan.stages(method)) for stage in rare]
            count = LEAST * len(methods)
        minutes = (time.monotonic() - began) / 60
        killed = sum(row["outcome"].startswith("killed") for row in table)
        title = [
            f"{killed} of {len(table)} planned kills in {len(runs)} runs, seed {given.seed}, {given.in_flight} in flight,"
            f" {minutes:.0f} minutes; {report.machine()}.",
            f"Weights equal to the plain loop: {equal} of {len(runs)} runs.",
        ]
        print("\n".join(title + [""] + report.summary(table, audit.counts)), flush=True)
        if given.out:
            report.write(given.out, title, table, audit.counts)
        for stage in rare:
            self.failures.append(f"kills: only {report.inside(table, stage)} inside stage {stage}, wanted are {LEAST}")

    def close(self) -> None:
        for process, _ in self.plain:
            process.kill()
            process.wait()
        self.fleet.close()
        self.servers.close()


def main(description: str) -> int:
    given = arguments(description)
    # Built before anything is timed or killed.
    if os.spawnl(os.P_WAIT, HOME / "lethe", "lethe", "--version") != 0:
        return 5
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(130))
    folder = given.keep.resolve() if given.keep else pathlib.Path(tempfile.mkdtemp(prefix="lethe-kill-test-"))
    folder.mkdir(parents=True, exist_ok=True)
    bench = Bench(given, folder)
    try:
        bench.start()
        if given.runs:
            bench.kills()
        if given.scenario:
            bench.scenarios()
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        bench.close()
        if not (given.keep or bench.failures):
            shutil.rmtree(folder, ignore_errors=True)
    for failure in bench.failures:
        print(f"FAIL  {failure}")
    if bench.failures:
        print(f"kill-test: logs and data are in {folder}")
    print("kill-test: " + (f"{len(bench.failures)} failures" if bench.failures else "everything held"))
    return 1 if bench.failures else 0
