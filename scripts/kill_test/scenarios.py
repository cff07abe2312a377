"""Failures of more than one worker at one moment, and workers that come back from the dead."""

import contextlib
import signal
import time

from . import comparison, plan
from .campaign import ENDED, Campaign, wait_until

LONG = ("mask", "unlearn", "train")
PATIENCE_SECONDS = 1800
DRAIN_SECONDS = 20
# A worker that was stopped wakes up, notices within a heartbeat, and ends the step it was in.
AFTERMATH_SECONDS = 180
RELEASES = 3


def prepared(bench, name: str, methods: list[str], longer: int = 3) -> Campaign:
    runs = plan.runs(len(methods), bench.given.seed, bench.folder, name, methods, longer, killing=False)
    return bench.campaign(runs, len(runs), bench.given.seed)


def underway(campaign: Campaign, least: int = 4) -> list:
    """Compute workers inside a long stage, some steps beyond its beginning."""
    return [
        worker
        for worker in campaign.fleet.of("compute")
        if (position := campaign.computing[worker.name]).stage in LONG
        and not position.finished
        and position.checkpoint >= least
    ]


def all_submitted(campaign: Campaign) -> bool:
    return all(run.state not in ("queued", "submitting") for run in campaign.runs)


def await_workers(bench) -> None:
    """A worker that is still starting gives up where Temporal does not answer: that is not what is tested."""
    idle = Campaign(bench.fleet, bench.store, [], 0, None, bench.given.minutes)
    wait_until(idle, lambda: all(w.ready for w in bench.fleet.workers), PATIENCE_SECONDS, "all workers to begin")


@contextlib.contextmanager
def patient(bench):
    """Where every attempt counts: a machine that stalls for a second must not make a worker count as dead."""
    settings = bench.fleet.settings
    renew(bench, {**settings, "--heartbeat-timeout": "60"})
    yield
    renew(bench, settings)


def renew(bench, settings: dict[str, str]) -> None:
    """Other workflow workers, which decide how long the others may be silent."""
    bench.fleet.settings = settings
    for worker in bench.fleet.of("workflow"):
        bench.fleet.kill(worker)
        bench.fleet.bury(worker, expected=True)
    bench.fleet.fill()


def halt(campaign: Campaign, worker) -> None:
    """SIGSTOP; then all that the worker has said is known."""
    worker.signal(signal.SIGSTOP)
    time.sleep(0.2)
    campaign.read_log(worker)


def disturbed(bench, name: str, action) -> Campaign:
    """Three runs; once all are on their way and one is inside a long stage, something happens."""
    await_workers(bench)
    campaign = prepared(bench, name, ["salun", "rl", "retrain"])
    wait_until(
        campaign, lambda: all_submitted(campaign) and underway(campaign), PATIENCE_SECONDS, "a run inside a long stage"
    )
    action(campaign)
    campaign.run()
    bench.check(campaign, name)
    return campaign


def workers(bench) -> None:
    """Every worker at once."""

    def action(campaign: Campaign) -> None:
        killed = list(bench.fleet.workers)
        for worker in killed:
            campaign.expected.add(worker.name)
            worker.process.kill()
        bench.note("workers", f"{len(killed)} workers killed at once")

    disturbed(bench, "workers", action)


def away(bench, part: str, *names: str, seconds: float):
    """Kills servers, lets the workers be without them for a time, and starts them again."""

    def action(campaign: Campaign) -> None:
        began = time.monotonic()
        for name in names:
            bench.servers.kill(name)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            campaign.tick()
        for name in names:
            bench.servers.start(name)
        for name in names:
            bench.servers.await_ready(name)
        bench.note(part, f"{' and '.join(names)} away for {time.monotonic() - began:.0f} s")

    return action


def temporal(bench) -> None:
    """The Temporal server, started again on its file."""
    disturbed(bench, "temporal", away(bench, "temporal", "temporal", seconds=5))


def store(bench) -> None:
    """MinIO, started again on its folder."""
    disturbed(bench, "store", away(bench, "store", "minio", seconds=5))


def outage(bench) -> None:
    """No MinIO for minutes."""
    disturbed(bench, "outage", away(bench, "outage", "minio", seconds=bench.given.outage))


def servers(bench) -> None:
    """Both servers at once."""
    disturbed(bench, "servers", away(bench, "servers", "minio", "temporal", seconds=5))


def drained(bench, campaign: Campaign, worker, part: str) -> None:
    """SIGTERM: the process ends within 20 s."""
    campaign.expected.add(worker.name)
    began = time.monotonic()
    worker.signal(signal.SIGTERM)
    while worker.alive and time.monotonic() - began < 3 * DRAIN_SECONDS:
        campaign.tick()
    seconds = time.monotonic() - began
    campaign.tick()
    if worker.alive or seconds > DRAIN_SECONDS:
        bench.failures.append(f"{part}: {worker.name} took {seconds:.0f} s to end after SIGTERM")
    bench.drains.append(seconds)


def one_attempt(bench, campaign: Campaign, part: str) -> None:
    """Nothing failed and nothing was computed twice: drained work is handed back."""
    for run in campaign.runs:
        for stage in (run.record or {}).get("stages", []):
            if stage["attempts"] != 1:
                bench.failures.append(f"{part}: {run.name}: {stage['name']} needed {stage['attempts']} attempts")
    for key, resumes in campaign.resumes.items():
        for (_, before), (_, after) in zip(resumes, resumes[1:]):
            if after < before:
                bench.failures.append(f"{part}: stage {key[:12]} went on from step {after} after {before}")


def drain(bench) -> None:
    """SIGTERM to a compute worker inside a stage: checkpoint, hand over, end."""
    with patient(bench):
        drain_one(bench)


def drain_one(bench) -> None:
    campaign = prepared(bench, "drain", ["rl"], longer=6)
    wait_until(campaign, lambda: underway(campaign), PATIENCE_SECONDS, "a run inside a long stage")
    worker = underway(campaign)[0]
    position = campaign.computing[worker.name]
    drained(bench, campaign, worker, "drain")
    campaign.run()
    bench.check(campaign, "drain")
    one_attempt(bench, campaign, "drain")
    resumed = campaign.resumes[position.key][1:]
    if [step for _, step in resumed] != [position.step]:
        bench.failures.append(f"drain: stopped after step {position.step}, but went on from {resumed}")
    bench.note("drain", f"ended {bench.drains[-1]:.1f} s after SIGTERM, handed over at step {position.step}")


def rolling(bench) -> None:
    """Every worker restarted in turn while twenty workflows run."""
    with patient(bench):
        roll(bench)


def roll(bench) -> None:
    counts = dict(bench.fleet.counts)
    campaign = prepared(bench, "rolling", [plan.METHODS[i % len(plan.METHODS)] for i in range(20)], longer=1)
    bench.fleet.counts["compute"] = 0
    for worker in bench.fleet.of("compute"):
        drained(bench, campaign, worker, "rolling")
    wait_until(campaign, lambda: all_submitted(campaign), PATIENCE_SECONDS, "twenty running workflows")
    running = sum(run.state == "running" for run in campaign.runs)
    bench.fleet.counts.update(counts)
    wait_until(campaign, lambda: underway(campaign), PATIENCE_SECONDS, "a run inside a long stage")
    before = list(bench.fleet.workers)
    for worker in before:
        drained(bench, campaign, worker, "rolling")
        newest = bench.fleet.workers[-1]
        wait_until(campaign, lambda n=newest: n.ready or not n.alive, 120, f"{newest.name} to begin to work")
    campaign.run()
    bench.check(campaign, "rolling")
    one_attempt(bench, campaign, "rolling")
    slowest = max(bench.drains[-len(before) :])
    bench.note(
        "rolling",
        f"{len(before)} workers restarted under {running} running workflows, slowest drain {slowest:.1f} s",
    )


def writes(bench) -> dict[str, list[tuple[str, str]]]:
    return {place: [(v.id, v.etag) for v in versions] for place, versions in bench.store.versions().items()}


def awake(bench, campaign: Campaign, worker, part: str) -> None:
    """SIGCONT, long after: the worker says that it was overtaken, and nothing in the store has changed."""
    before = writes(bench)
    worker.signal(signal.SIGCONT)
    own = f"{worker.name}: "
    try:
        wait_until(
            campaign, lambda: any(line.startswith(own) for line in campaign.fenced), AFTERMATH_SECONDS, "a fenced attempt"
        )
        # Whatever else it wanted to do, it has had time to.
        end = time.monotonic() + 10
        while time.monotonic() < end:
            campaign.tick()
    except RuntimeError as e:
        bench.failures.append(f"{part}: {worker.name}: {e}")
    after = writes(bench)
    changed = [place for place in {*before, *after} if before.get(place) != after.get(place)]
    for place in changed:
        bench.failures.append(f"{part}: {place} was written by the worker that had been stopped")
    said = [line for line in campaign.fenced if line.startswith(own)]
    bench.note(part, f"{len(changed)} objects changed after SIGCONT; {said[0] if said else 'nothing fenced'}")


def stopped(bench) -> None:
    """SIGSTOP inside a stage, the run ends elsewhere, SIGCONT."""
    campaign = prepared(bench, "stopped", ["rl"], longer=6)
    wait_until(campaign, lambda: underway(campaign), PATIENCE_SECONDS, "a run inside a long stage")
    worker = underway(campaign)[0]
    position = campaign.computing[worker.name]
    halt(campaign, worker)
    if position.finished:
        bench.failures.append("stopped: the stage was over before the worker stopped")
    campaign.run()
    awake(bench, campaign, worker, "stopped")
    bench.check(campaign, "stopped")


def stopped_inside(campaign: Campaign, run):
    """The worker that was stopped inside the release of a run; None where the release was faster."""
    found: list = []

    def watch(_: Campaign) -> None:
        for worker in campaign.fleet.of("publish"):
            if not found and campaign.publishing[worker.name, run.name].begun:
                halt(campaign, worker)
                found.append(worker)

    campaign.watchers.append(watch)
    wait_until(campaign, lambda: found, PATIENCE_SECONDS, "a release")
    campaign.watchers.remove(watch)
    if not campaign.publishing[found[0].name, run.name].complete:
        return found[0]
    found[0].signal(signal.SIGCONT)
    return None


def stopped_publish(bench) -> None:
    """SIGSTOP inside a release, the successor releases, another run moves the alias on, SIGCONT."""
    campaign = prepared(bench, "stopped-publish", ["ga"] * (RELEASES + 1), longer=1)
    *candidates, second = campaign.runs
    for run in campaign.runs:
        run.state = "held"
    worker = None
    for number, first in enumerate(candidates):
        first.state = "queued"
        worker = stopped_inside(campaign, first)
        wait_until(campaign, lambda run=first: run.state in ENDED, PATIENCE_SECONDS, "the release")
        if worker:
            break
    # Candidates that were not needed are not run.
    campaign.runs = [*candidates[: number + 1], second]
    second.state = "queued"
    campaign.run()
    if worker:
        awake(bench, campaign, worker, "stopped-publish")
    else:
        bench.failures.append(f"stopped-publish: {RELEASES} releases were over before a worker stopped")
    bench.check(campaign, "stopped-publish")


ALL = {
    "workers": workers,
    "temporal": temporal,
    "store": store,
    "outage": outage,
    "servers": servers,
    "drain": drain,
    "stopped": stopped,
    "stopped-publish": stopped_publish,
    "rolling": rolling,
    "compare": comparison.compare,
}
