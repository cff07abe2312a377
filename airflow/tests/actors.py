"""Workflows that behave as their argument says, and Lethe's as the provider sees them."""

from __future__ import annotations

import asyncio
import hashlib
import json
from typing import Any

from temporalio import workflow
from temporalio.exceptions import ApplicationError


@workflow.defn(name="Actor")
class Actor:
    """Answers with its argument, fails as it says, or goes on until it is cancelled or told."""

    def __init__(self) -> None:
        self.told = False

    @workflow.signal
    def tell(self) -> None:
        self.told = True

    @workflow.run
    async def run(self, does: Any) -> Any:
        if does == "wait":
            await workflow.wait_condition(lambda: self.told)
            return {"told": True}
        if does == "linger":
            try:
                await workflow.wait_condition(lambda: self.told)
            except asyncio.CancelledError:
                await asyncio.sleep(3)
                raise
        if isinstance(does, dict) and "type" in does:
            raise ApplicationError(does["message"], does["field"], type=does["type"], non_retryable=True)
        return does


def _result(name: str, state: str) -> dict[str, Any]:
    return {
        "runId": name,
        "state": state,
        "metrics": {"ua": 5.0},
        "warnings": ["small forget set"],
        "reason": "avgGap 9 > 3",
        "artifacts": {"unlearned": {"key": "s3://released/m/v/unlearned.safetensors", "sha256": "ab" * 32, "bytes": 7}},
    }


@workflow.defn(name="PrepareWorkflow")
class Prepare:
    """Prepares what it gets; field `seed` says how: 666 is refused, 7 has a result already."""

    @workflow.run
    async def run(self, raw: dict[str, str]) -> dict[str, Any]:
        request = json.loads(raw["text"])
        if request.get("seed") == 666:
            raise ApplicationError("seed: found 666; allowed: others", "seed", type="USER", non_retryable=True)
        digest = hashlib.sha256(json.dumps({**request, "prepared": True}, sort_keys=True).encode()).hexdigest()
        start = {
            "workflow": "UnlearnWorkflow",
            "request": request,
            "requestDigest": digest,
            "memo": {"requestDigest": digest, "method": "ga", "architecture": "resnet20s"},
        }
        return {"start": start, "result": _result(request["name"], "completed") if request.get("seed") == 7 else None}


@workflow.defn(name="UnlearnWorkflow")
class Unlearn:
    """Ends in the state that the request's field `then` names, or goes on until it is cancelled."""

    @workflow.run
    async def run(self, given: dict[str, Any]) -> dict[str, Any]:
        request = given["request"]
        then = request.get("then", "published")
        if then == "running":
            await asyncio.Event().wait()
        if then in ("USER", "PLATFORM"):
            raise ApplicationError(
                "it went wrong", "", _result(request["name"], "failed"), type=then, non_retryable=True
            )
        return _result(request["name"], then)


WORKFLOWS = [Actor, Prepare, Unlearn]
