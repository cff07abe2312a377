"""What leaves for Temporal, and what must not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lethe_airflow import requests
from lethe_airflow.failures import WorkflowRefused

REQUEST: dict[str, Any] = {
    "model": {"ref": "s3://models/m.safetensors", "architecture": "resnet18"},
    "dataset": {"ref": "s3://datasets/cifar10"},
    "forget": {"idsFrom": "s3://lists/a.txt"},
    "evaluate": {"testIdsFrom": "s3://lists/t.txt", "membersFrom": "s3://lists/m.txt"},
    "baseline": {"mode": "ref", "ref": "s3://models/r.safetensors"},
    "method": {"name": "salun", "learningRate": 1e-3},
}
TEXT = """
kind: unlearn
name: mine
forget: {class: 3}
method: {name: salun, learningRate: 1e-3}
"""


def sent(request: Any) -> Any:
    return json.loads(requests.read(request, "unlearn", "the-id"))


def test_an_object_gets_kind_and_name_and_is_left_as_it_was() -> None:
    before = json.dumps(REQUEST)

    assert sent(REQUEST) == {**REQUEST, "kind": "unlearn", "name": "the-id"}
    assert json.dumps(REQUEST) == before


@pytest.mark.parametrize("text", [TEXT, json.dumps({"kind": "unlearn", "forget": {"class": 3}})])
def test_yaml_and_json_are_read(text: str) -> None:
    assert sent(text)["name"] == "the-id"
    assert sent(text)["forget"] == {"class": 3}


def test_numbers_in_yaml_are_numbers() -> None:
    assert sent(TEXT)["method"]["learningRate"] == 0.001


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        ({"forget": {"ids": ["train/00001"]}}, "forget.ids"),
        ({"forget": {"subject": "Ada Byron"}}, "forget.subject"),
        ({"forget": [{"class": 1}, {"ids": ["train/00001"]}]}, "forget[1].ids"),
        ({"search": {"forget": [{"subject": "Ada Byron"}]}}, "search.forget[0].subject"),
        ('{"forget": {"ids": ["train/00001"]}}', "forget.ids"),
    ],
)
def test_records_and_persons_do_not_leave(request_: Any, field: str) -> None:
    with pytest.raises(WorkflowRefused) as caught:
        sent(request_)

    assert caught.value.field == field
    assert "From with s3://bucket/key" in str(caught.value)
    assert "Ada" not in str(caught.value)
    assert "00001" not in str(caught.value)


@pytest.mark.parametrize(
    "field", ["model.ref", "dataset.ref", "baseline.ref", "forget.idsFrom", "retain.idsFrom", "evaluate.testIdsFrom"]
)
def test_paths_of_this_machine_do_not_leave(field: str) -> None:
    outer, inner = field.split(".")
    with pytest.raises(WorkflowRefused) as caught:
        sent({**REQUEST, outer: {inner: "data/x"}})

    assert caught.value.field == field
    assert "found 'data/x'" in str(caught.value)


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        ("forget: {class: 1}\nforget: {ids: [train/00001]}", "forget: found twice, line 2"),
        ("forget: [", "neither YAML nor JSON at line 1"),
        ("- 1", "found list; allowed: an object"),
        ({"seed": float("nan")}, "no JSON"),
        ({"seed": object()}, "no JSON"),
        ({"note": "x" * 300_000}, "bytes; allowed are 262144"),
    ],
)
def test_what_is_no_request_is_refused(request_: Any, message: str) -> None:
    with pytest.raises(WorkflowRefused, match=message.replace("[", r"\[")) as caught:
        sent(request_)

    assert "00001" not in str(caught.value)


def test_equal_requests_have_equal_digests() -> None:
    one = requests.read({"seed": 1, "forget": {"class": 3}}, "unlearn", "n")
    other = requests.read("forget: {class: 3}\nseed: 1\n", "unlearn", "n")

    assert requests.digest(one) == requests.digest(other)
    assert requests.digest(one) != requests.digest(requests.read({"seed": 2}, "unlearn", "n"))
