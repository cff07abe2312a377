"""A comparison whose workers and whose command are killed at random, held against an undisturbed one."""

import collections
import json
import pathlib
import random
import time

from .servers import HOME, start

REQUEST = """kind: compare
name: compare-{seed}
model: {{ref: model.safetensors, architecture: resnet20s, classes: 10}}
dataset: {{ref: data}}
forget: [{{random: {{fraction: 0.25}}}}, {{random: {{fraction: 0.5}}}}]
methods:
  - {{label: FT, method: {{name: ft, epochs: 4, batchSize: 4}}, grid: {{learningRate: [0.001, 0.01]}}}}
  - {{label: RL, name: rl, epochs: 4, batchSize: 4}}
  - {{label: SalUn, name: salun, epochs: 4, batchSize: 4}}
  - {{label: IU, name: iu, samples: 20, batchSize: 4}}
seeds: [{seed}, {next}]
search: {{seeds: [{search}]}}
baseline: {{mode: train, recipe: {{epochs: 4, batchSize: 4, schedule: {{kind: cosine}}}}}}
evaluate: {{metrics: [ua, ra, ta]}}
parallelism: 3
compute: {{device: cpu, threads: 1}}
"""
# Between two kills, seconds. A worker is ready after some six, so most live to compute something.
PAUSE = (4, 14)
MOST_KILLS = 20
PATIENCE_SECONDS = 7200
COMMAND = "the command"


def table(file: pathlib.Path) -> dict[str, dict]:
    """What a comparison says of every run, by name, without times; and what its search chose."""
    comparison = json.loads(file.read_text())
    cells = [*comparison["cells"], *(run["cell"] for run in comparison["search"]["runs"])]
    found = {cell["run"]: {"state": cell["state"], **outcome(cell["result"])} for cell in cells}
    return {**found, "choices": comparison["search"]["choices"]}


def outcome(result: dict) -> dict:
    """A mask's file also holds a digest of D_f under the store's own key; wrong bits would give other weights."""
    numbers = {key: result.get(key) for key in ("metrics", "gaps", "avgGap")}
    return {"weights": result["artifacts"]["unlearned"]["sha256"], **numbers}


class Disturbed:
    """Types `lethe run` again whenever it was killed, and kills it and the workers until it ends."""

    def __init__(self, bench, request: pathlib.Path, out: pathlib.Path):
        self.bench, self.request, self.out = bench, request, out
        self.draw = random.Random(f"compare-{bench.given.seed}")
        self.killed: collections.Counter[str] = collections.Counter()
        self.command = self.typed()

    def typed(self):
        arguments = ["run", "-f", str(self.request), "--watch", "--json", "--out", str(self.out)]
        return self.bench.fleet.command(arguments, self.bench.folder / "compare.log")

    def run(self) -> int:
        end = time.monotonic() + PATIENCE_SECONDS
        due = time.monotonic() + self.draw.uniform(*PAUSE)
        while self.command.poll() is None:
            if time.monotonic() > end:
                self.command.kill()
                self.command.wait()
                raise RuntimeError(f"compare: not ended within {PATIENCE_SECONDS} s: see {self.bench.folder}/compare.log")
            if time.monotonic() >= due and self.killed.total() < MOST_KILLS:
                self.strike()
                due = time.monotonic() + self.draw.uniform(*PAUSE)
            time.sleep(0.05)
        return self.command.returncode

    def strike(self) -> None:
        fleet = self.bench.fleet
        role = self.draw.choice(["compute", "compute", "workflow", COMMAND])
        self.killed[role] += 1
        if role == COMMAND:
            self.command.kill()
            self.command.wait()
            self.command = self.typed()
        else:
            victim = self.draw.choice(fleet.of(role))
            fleet.kill(victim)
            fleet.bury(victim, expected=True)
            fleet.fill()


def compare(bench) -> None:
    """Cells, search and table are those of a comparison that nothing disturbed."""
    seed = bench.given.seed
    request = bench.folder / "compare.yaml"
    request.write_text(REQUEST.format(seed=seed, next=seed + 1, search=seed + 1000))
    quiet, out = bench.folder / "compare-quiet", bench.folder / "compare-killed"
    state = bench.folder / "compare-state"
    arguments = ["run", "-f", str(request), "--embedded", "--state", str(state), "--json", "--out", str(quiet)]
    undisturbed = start(["nice", "-n", "5", str(HOME / "lethe"), *arguments], bench.folder / "compare-quiet.log", {})
    disturbed = Disturbed(bench, request, out)
    try:
        codes = disturbed.run(), undisturbed.wait(PATIENCE_SECONDS)
    finally:
        undisturbed.kill()
        undisturbed.wait()
    for way, code in zip(("under kills", "undisturbed"), codes):
        if code != 0:
            bench.failures.append(f"compare: lethe run {way} ended with {code}")
    bench.parts["compare"] = {}
    if any(codes):
        return
    expected, found = table(quiet / "comparison.json"), table(out / "comparison.json")
    differing = [run for run in {*expected, *found} if expected.get(run) != found.get(run)]
    for run in differing:
        bench.failures.append(f"compare: {run}: {found.get(run)}, undisturbed {expected.get(run)}")
    kills = ", ".join(f"{count} of {role}" for role, count in sorted(disturbed.killed.items()))
    bench.parts["compare"] = {"runs": len(expected)}
    bench.note("compare", f"{len(expected) - len(differing)} of {len(expected)} runs as undisturbed; killed: {kills}")
