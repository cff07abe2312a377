"""Holds what the runs left against the plain loop, and counts every write there ever was."""

import collections

from .plan import Run
from .store import Store, Version, sha256, tensor_bytes


class Audit:
    """Checks, each with what it looked at; any failure fails the test."""

    def __init__(self, store: Store, runs: list[Run], references: dict[str, dict]):
        self.store, self.runs, self.references = store, runs, references
        self.versions = store.versions()
        self.failures: list[str] = []
        self.counts: dict[str, int] = collections.Counter()

    def all(self) -> None:
        for run in self.runs:
            self.result(run)
        for place, versions in self.versions.items():
            self.writes(place, versions)

    def expect(self, holds: bool, failure: str) -> None:
        if not holds:
            self.failures.append(failure)

    # Results

    def result(self, run: Run) -> None:
        name = run.name
        self.expect(run.state == "published", f"{name}: ended as {run.state}, not published")
        if run.state != "published":
            return
        result, reference = run.record["result"], self.references.get(name)
        self.expect(reference is not None, f"{name}: the plain loop gave no reference")
        if reference is None:
            return
        role = "trained" if run.method == "retrain" else "unlearned"
        weights = self.artifact(result["artifacts"][role])
        self.expect(sha256(weights) == reference["sha256"], f"{name}: other weights than the plain loop")
        self.expect(
            result["artifacts"][role]["sha256"] == reference["sha256"], f"{name}: the result names other weights"
        )
        if "maskBits" in reference:
            bits = sha256(tensor_bytes(self.artifact(result["artifacts"]["mask"])))
            self.expect(bits == reference["maskBits"], f"{name}: another mask than the plain loop")
            self.counts["masks equal to the reference"] += bits == reference["maskBits"]
        for group in ("metrics", "original"):
            self.expect(
                (result.get(group) or {}) == (reference.get(group) or {}), f"{name}: other {group} than the plain loop"
            )
        self.expect(result["bitExact"] is True, f"{name}: not marked bitExact")
        self.counts["weights equal to the reference"] += sha256(weights) == reference["sha256"]

    def artifact(self, ref: dict) -> bytes:
        bucket, key = ref["key"].removeprefix("s3://").split("/", 1)
        return self.store.read(bucket, key)

    # Writes

    def writes(self, place: str, versions: list[Version]) -> None:
        if place.startswith("lethe/runs/"):
            self.run_record(place, versions)
        elif place.startswith("lethe/checkpoints/"):
            self.checkpoints(place, versions)
        elif place.startswith("released/") and "/versions/" not in place:
            self.release(place, versions)
        elif place.startswith(("lethe/stages/", "lethe/artifacts/", "lethe/baselines/", "released/")):
            self.once(place, versions)

    def once(self, place: str, versions: list[Version]) -> None:
        """Stage results, artifacts with their manifests, baselines and released files: one put, for ever."""
        kind = place.split("/")[1] if place.startswith("lethe/") else "released files"
        self.counts[f"{kind}: objects"] += 1
        self.counts[f"{kind}: puts"] += sum(not v.deleted for v in versions)
        self.expect(len(versions) == 1, f"{place}: written {len(versions)} times")

    def run_record(self, place: str, versions: list[Version]) -> None:
        """Every record later than the one before, one execution a run, one end, and the end last."""
        records = self.store.contents(versions)
        times = [record["updatedAt"] for record in records]
        self.counts["run records: objects"] += 1
        self.counts["run records: puts"] += len(records)
        self.expect(all(a < b for a, b in zip(times, times[1:])), f"{place}: a record that is not later: {times}")
        ends = [number for number, record in enumerate(records) if record.get("result")]
        self.expect(ends == [len(records) - 1], f"{place}: ends at records {ends} of {len(records)}")
        run = place.split("/")[2]
        executions = [p for p in self.versions if p.startswith(f"lethe/runs/{run}/")]
        self.expect(len(executions) == 1, f"{run}: {len(executions)} executions")

    def checkpoints(self, place: str, versions: list[Version]) -> None:
        name = place.rsplit("/", 1)[1]
        if name == "counter.json":
            values = [content["value"] for content in self.store.contents(versions)]
            self.counts["fencing tokens"] += len(values)
            self.expect(values == list(range(1, len(values) + 1)), f"{place}: tokens {values}")
        elif name == "pointer.json":
            self.pointer(place, versions)
        else:
            puts = sum(not v.deleted for v in versions)
            self.counts["checkpoint bodies: puts"] += puts
            self.expect(puts == 1, f"{place}: a checkpoint written {puts} times")

    def pointer(self, place: str, versions: list[Version]) -> None:
        """Tokens never fall; each move is to a later step, so no step is pointed to twice."""
        contents = self.store.contents(versions)
        tokens = [content["token"] for content in contents]
        self.expect(tokens == sorted(tokens), f"{place}: tokens {tokens}")
        steps: list[int] = []
        bodies: list[str] = []
        for content in contents:
            newest = (content.get("value") or {}).get("checkpoints", [])[:1]
            if newest and newest[0]["body"]["key"] not in bodies[-1:]:
                steps.append(newest[0]["step"])
                bodies.append(newest[0]["body"]["key"])
        self.counts["checkpoint pointers: objects"] += 1
        self.counts["checkpoint pointers: moves"] += len(steps)
        self.expect(all(a < b for a, b in zip(steps, steps[1:])), f"{place}: moved to steps {steps}")

    def release(self, place: str, versions: list[Version]) -> None:
        contents = self.store.contents(versions)
        if place.endswith((".turns.json", "/counter.json")):
            values = [content["value"] for content in contents]
            self.expect(values == list(range(1, len(values) + 1)), f"{place}: values {values}")
        elif place.endswith("/pointer.json"):
            tokens = [content["token"] for content in contents]
            turns = {content["value"]["turn"] for content in contents if content.get("value")}
            self.expect(tokens == sorted(tokens), f"{place}: tokens {tokens}")
            self.expect(len(turns) == 1, f"{place}: turns {sorted(turns)}")
        else:
            runs, turns = [c["run"] for c in contents], [c["turn"] for c in contents]
            self.counts["release aliases: moves"] += len(runs)
            self.expect(len(set(runs)) == len(runs), f"{place}: moved twice by one run: {runs}")
            self.expect(all(a < b for a, b in zip(turns, turns[1:])), f"{place}: moved back: {turns}")
