"""Workflow ids are the names of Lethe's runs, too."""

from __future__ import annotations

import re

from lethe_airflow.identity import workflow_id

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,127}")
"""From Lethe's schema of requests."""


def test_an_id_is_readable_and_always_the_same() -> None:
    first = workflow_id("nightly", "scheduled__2026-11-26T02:00:00+00:00", "forget", 2)

    assert first == workflow_id("nightly", "scheduled__2026-11-26T02:00:00+00:00", "forget", 2)
    assert re.fullmatch(r"nightly\.forget\.scheduled-2026-11-26t02-00-00-00-00\.2-[0-9a-f]{10}", first)


def test_every_part_tells_ids_apart() -> None:
    parts = [("a", "r", "t", -1), ("b", "r", "t", -1), ("a", "s", "t", -1), ("a", "r", "u", -1), ("a", "r", "t", 0)]
    parts += [("a.r", "t", "t", -1), ("A", "r", "t", -1), ("a", "r", "t", 1)]

    assert len({workflow_id(*part) for part in parts}) == len(parts)


def test_ids_are_names_that_lethe_allows() -> None:
    for dag, run, task in [
        ("d" * 250, "r" * 250, "t" * 250),
        ("__x", "+", "Ünlearn"),
        ("ä", "ö", "ü"),
        (".-", "-", "."),
    ]:
        assert NAME.fullmatch(workflow_id(dag, run, task))
