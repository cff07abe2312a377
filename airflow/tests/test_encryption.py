"""History that only the holders of the keys can read, in the form that Lethe's workers write and read."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from temporalio.api.common.v1 import Payload
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

import actors
from lethe_airflow import encryption, executions
from lethe_airflow.failures import WorkflowRefused

if TYPE_CHECKING:
    from conftest import Ti
    from lethe_airflow.connection import Server

KEY = base64.b64encode(bytes([7] * 32)).decode()
OF_JAVA = (
    "ChwKCGVuY29kaW5nEhBiaW5hcnkvZW5jcnlwdGVkCiYKEWVuY3J5cHRpb24tY2lwaGVyEhFBRVMvR0NNL05vUGFkZGluZwocChFl"
    "bmNyeXB0aW9uLWtleS1pZBIHMjAyNi0xMRJLaubuPAKkTLxek98r7ZiE7gh5x/d97GCU3Z/GOD1xXaYDYXJgaC8zuYjwanRu4GPG"
    "yGbd5FiCAfyVo2yXyIkjWRgqNLRu4XNIlzkb"
)
"""What Lethe's DataConverters made of {"state": "published"} with that key."""


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setenv(encryption.VARIABLE, "env:KEYS")
    monkeypatch.setenv("KEYS", f"2026-11 {KEY}")
    return monkeypatch


async def test_what_lethe_wrote_is_read(keys: pytest.MonkeyPatch) -> None:
    written = Payload.FromString(base64.b64decode(OF_JAVA))

    assert await encryption.data_converter().decode([written]) == [{"state": "published"}]


async def test_what_is_written_is_hidden_and_read_again_also_after_a_rotation(keys: pytest.MonkeyPatch) -> None:
    (hidden,) = await encryption.data_converter().encode(["salun"])
    keys.setenv("KEYS", f"# newest first\n2026-12 {base64.b64encode(bytes(32)).decode()}, 2026-11 {KEY}")

    assert b"salun" not in hidden.SerializeToString()
    assert await encryption.data_converter().decode([hidden]) == ["salun"]


async def test_a_key_that_is_missing_or_another_is_named(keys: pytest.MonkeyPatch) -> None:
    (hidden,) = await encryption.data_converter().encode(["salun"])
    for other, message in ((f"2026-12 {KEY}", "with key '2026-11'"), (f"2026-11 {'A' * 43}=", "is another one")):
        keys.setenv("KEYS", other)
        with pytest.raises(WorkflowRefused, match=message) as caught:
            await encryption.data_converter().decode([hidden])
        assert KEY not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [("", "no key"), ("a", "entry 1"), ("a !", "entry 1"), ("a QUJD", "entry 1"), (f"a {KEY}\na {KEY}", "entry 2")],
)
def test_wrong_keys_are_refused_and_not_quoted(keys: pytest.MonkeyPatch, text: str, message: str) -> None:
    keys.setenv("KEYS", text)
    with pytest.raises(WorkflowRefused, match=message) as caught:
        encryption.data_converter()

    assert KEY not in str(caught.value)


async def test_who_has_no_keys_is_told_what_is_missing(lethe: Server, ti: Ti, keys: pytest.MonkeyPatch) -> None:
    client = await replace(lethe, data_converter="lethe_airflow.encryption:data_converter").connect()
    worker = await Client.connect(lethe.address, data_converter=encryption.data_converter())
    async with Worker(
        worker, task_queue="encrypted", workflows=[actors.Actor], workflow_runner=UnsandboxedWorkflowRunner()
    ):
        execution = await executions.begin(client, "Actor", ["salun"], workflow_id=ti.run_id, task_queue="encrypted")
        await executions.wait(client, ti.run_id, executions.growing(0.2), print)

    assert await executions.result(client, execution) == "salun"
    with pytest.raises(WorkflowRefused, match="cannot be read") as caught:
        await executions.result(await lethe.connect(), execution)
    assert caught.value.field == "extra.data_converter"
