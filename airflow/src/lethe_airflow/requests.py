"""
Requests on their way to Lethe.

They are read and checked by Lethe, not here. Here is only what must not leave: workflow history keeps what is sent,
so records and persons are named by objects in the store, and files of this machine would not be found.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from lethe_airflow.failures import refused

MAX_BYTES = 256 * 1024
"""Largest value in workflow history."""

_INLINE = {"ids": "idsFrom", "subject": "subjectFrom"}


class _Loader(yaml.SafeLoader):
    """YAML as Lethe reads it: a field twice is a mistake, 1e-3 is a number."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if str(key) in seen:
                raise refused(str(key), f"found twice, line {key_node.start_mark.line + 1}; allowed: once")
            seen.add(str(key))
        return super().construct_mapping(node, deep)


_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"^[-+]?[0-9]+(\.[0-9]*)?[eE][-+]?[0-9]+$"), list("-+0123456789")
)


def read(request: Mapping[str, Any] | str, kind: str, name: str) -> str:
    """
    Return the text to send: JSON, with the kind and the name of the run.

    `request` is the object itself, or YAML or JSON text.

    Raises `WorkflowRefused` naming the field that must not be sent.
    """
    document = _parse(request) if isinstance(request, str) else dict(request)
    found = document.setdefault("kind", kind)
    if found != kind:
        raise refused("kind", f"found {found!r}; allowed: {kind}, or another operator")
    for path, key, value in _fields(document, ""):
        _require_sendable(path, key, value)
    document["name"] = name
    try:
        text = json.dumps(document, allow_nan=False, sort_keys=True)
    except (TypeError, ValueError) as e:
        raise refused("", f"the request is no JSON: {e}") from e
    if len(text.encode()) > MAX_BYTES:
        raise refused("", f"the request has {len(text.encode())} bytes; allowed are {MAX_BYTES}")
    return text


def digest(text: str) -> str:
    """Return what tells the same text from others, SHA-256 in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _parse(text: str) -> dict[str, Any]:
    try:
        document = yaml.load(text, Loader=_Loader)
    except yaml.MarkedYAMLError as e:
        # The error's own text quotes the line, which may name a record.
        mark = e.problem_mark
        where = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise refused("", f"the request is neither YAML nor JSON{where}: {e.problem}") from None
    if not isinstance(document, dict):
        raise refused("", f"found {type(document).__name__}; allowed: an object with the fields of a request")
    return document


def _fields(value: Any, path: str) -> Iterator[tuple[str, str, Any]]:
    """Yield path, name and value of every field, at every depth."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            inner_path = f"{path}.{key}" if path else str(key)
            yield inner_path, str(key), inner
            yield from _fields(inner, inner_path)
    elif isinstance(value, (list, tuple)):
        for i, inner in enumerate(value):
            yield from _fields(inner, f"{path}[{i}]")


def _require_sendable(path: str, key: str, value: Any) -> None:
    if key in _INLINE:
        raise refused(
            path,
            "found in the request itself, and workflow history would keep it; "
            f"allowed: {_INLINE[key]} with s3://bucket/key",
        )
    if (key == "ref" or key.endswith("From")) and isinstance(value, str) and not value.startswith("s3://"):
        raise refused(path, f"found {value!r}, a path of some machine; allowed: s3://bucket/key")
