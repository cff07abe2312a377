"""The workflow id of a task: the same one at every try, so that there are never two workflows for one task."""

from __future__ import annotations

import hashlib
import re

MAX_LENGTH = 128
"""Longest name of a Lethe run; Temporal allows more."""

_DIGITS = 10


def workflow_id(dag_id: str, run_id: str, task_id: str, map_index: int = -1) -> str:
    """
    Compute the workflow id of a task instance.

    Readable parts, then a digest of all four: parts are cut and lose characters that a run's name must not have.
    """
    parts = [dag_id, task_id, run_id] + ([str(map_index)] if map_index >= 0 else [])
    exact = "\n".join([dag_id, run_id, task_id, str(map_index)])
    digest = hashlib.sha256(exact.encode()).hexdigest()[:_DIGITS]
    readable = ".".join(_slug(part) for part in parts)
    return f"{readable[: MAX_LENGTH - _DIGITS - 1].rstrip('._-')}-{digest}".lstrip("._-")


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
