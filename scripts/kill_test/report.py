"""The table of a campaign: Markdown for people, JSON lines for machines."""

import collections
import json
import os
import pathlib
import platform

from .plan import Kill, Run

COLUMNS = ["run", "method", "stage", "step", "checkpoint", "victim", "attempts", "redone", "SHA-256", "equal", "outcome"]


def machine() -> str:
    model = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as cpus:
            model = next(line.split(":", 1)[1].strip() for line in cpus if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    return f"{os.cpu_count()} cores, {model}, {platform.system()}"


def percentile(values: list[int], share: float) -> int:
    """The smallest value that at least this share of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-int(share * 100) * len(ordered) // 100) - 1)]


def attempts(run: Run, kill: Kill) -> int | None:
    if kill.stage == "publish":
        return run.publications
    for stage in (run.record or {}).get("stages", []):
        if stage["key"] == kill.key:
            return stage["attempts"]
    return None


def rows(runs: list[Run], references: dict[str, dict]) -> list[dict]:
    found = []
    for run in runs:
        role = "trained" if run.method == "retrain" else "unlearned"
        result = (run.record or {}).get("result") or {}
        digest = result.get("artifacts", {}).get(role, {}).get("sha256", "")
        equal = digest != "" and digest == references.get(run.name, {}).get("sha256")
        for kill in run.kills:
            found.append(
                {
                    "run": run.name,
                    "method": run.method,
                    "stage": kill.stage,
                    "step": kill.step,
                    "checkpoint": kill.checkpoint,
                    "victim": kill.victim,
                    "attempts": attempts(run, kill),
                    "redone": kill.redone,
                    "SHA-256": digest,
                    "equal": equal,
                    "outcome": kill.outcome,
                    "planned": {"step": kill.at, "pause": round(kill.pause, 3)},
                }
            )
    return found


def inside(table: list[dict], stage: str) -> int:
    return sum(row["stage"] == stage and row["outcome"] == "killed inside the stage" for row in table)


def summary(table: list[dict], counts: dict[str, int]) -> list[str]:
    lines = ["| stage | victim | planned | killed inside | after the last step | missed |", "|---|---|---|---|---|---|"]
    groups = collections.defaultdict(list)
    for row in table:
        groups[row["stage"], row["victim"]].append(row["outcome"])
    for (stage, victim), outcomes in sorted(groups.items()):
        inside = sum(o == "killed inside the stage" for o in outcomes)
        after = sum(o == "killed after the stage's last step" for o in outcomes)
        missed = len(outcomes) - inside - after
        lines.append(f"| {stage} | {victim} | {len(outcomes)} | {inside} | {after} | {missed} |")
    redone = [row["redone"] for row in table if row["redone"] is not None]
    if redone:
        shares = ", ".join(f"{int(100 * s)} % {percentile(redone, s)}" for s in (0.5, 0.9, 0.99))
        lines += ["", f"Steps redone after {len(redone)} kills of compute workers: {shares}, most {max(redone)}."]
    lines += ["", "| counted over all versions of all objects | |", "|---|---|"]
    return lines + [f"| {what} | {number} |" for what, number in sorted(counts.items())]


def markdown(table: list[dict]) -> list[str]:
    def cell(row: dict, column: str) -> str:
        value = row[column]
        if column == "SHA-256":
            return f"`{value[:12]}`"
        if isinstance(value, bool):
            return "yes" if value else "NO"
        return "" if value is None else str(value)

    lines = ["| " + " | ".join(COLUMNS) + " |", "|" + "---|" * len(COLUMNS)]
    return lines + ["| " + " | ".join(cell(row, column) for column in COLUMNS) + " |" for row in table]


def write(out: pathlib.Path, title: list[str], table: list[dict], counts: dict[str, int]) -> None:
    """OUT gets the Markdown, OUT with .jsonl the same as JSON lines."""
    out.parent.mkdir(parents=True, exist_ok=True)
    text = title + [""] + summary(table, counts) + [""] + markdown(table)
    out.write_text("\n".join(text) + "\n", encoding="utf-8")
    with open(out.with_suffix(".jsonl"), "w", encoding="utf-8") as lines:
        for row in table:
            lines.write(json.dumps(row) + "\n")


def part(runs: list[Run], counts: dict[str, int]) -> dict:
    """What became of the runs of a scenario."""
    ended = [run.record for run in runs if run.record]
    attempts = [stage["attempts"] for record in ended for stage in record.get("stages", [])]
    return {
        "runs": len(runs),
        "published": sum(run.state == "published" for run in runs),
        "weights equal": counts["weights equal to the reference"],
        "stages": len(attempts),
        "attempted again": sum(attempt - 1 for attempt in attempts),
    }


def add_scenarios(out: pathlib.Path, title: str, parts: dict[str, dict], new: bool) -> None:
    """The scenarios' table, after the one of the kills where there is one."""
    columns = ["runs", "published", "weights equal", "stages", "attempted again", "failed checks", "seen"]
    lines = [title, "", "| scenario | " + " | ".join(columns) + " |", "|" + "---|" * (len(columns) + 1)]
    for name, row in parts.items():
        lines.append(f"| {name} | " + " | ".join(str(row.get(column, "")) for column in columns) + " |")
    out.parent.mkdir(parents=True, exist_ok=True)
    mode = "w" if new else "a"
    with open(out, mode, encoding="utf-8") as page:
        page.write(("" if new else "\n") + "\n".join(lines) + "\n")
    with open(out.with_suffix(".jsonl"), mode, encoding="utf-8") as rows:
        for name, row in parts.items():
            rows.write(json.dumps({"scenario": name, **row}) + "\n")
