"""
The encryption of workflow history that Lethe's workers use: AES-256-GCM, in the form of Temporal's samples.

Keys come from `LETHE_PAYLOAD_KEYS`, as for every client of Lethe: a file, or `env:NAME`. One key a line,
`<id> <32 bytes in Base64>`; the first encrypts, all decrypt.
"""

from __future__ import annotations

import base64
import binascii
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from temporalio.api.common.v1 import Payload
from temporalio.converter import DataConverter, DefaultFailureConverterWithEncodedAttributes, PayloadCodec

from lethe_airflow.failures import refused

if TYPE_CHECKING:
    from collections.abc import Sequence

VARIABLE = "LETHE_PAYLOAD_KEYS"
_ENCODING = b"binary/encrypted"
_NONCE_BYTES = 12
_KEY_BYTES = 32


def data_converter() -> DataConverter:
    """Return the converter of the keys that the environment names, for the connection's extra `data_converter`."""
    return replace(
        DataConverter.default,
        payload_codec=EncryptionCodec(_keys()),
        failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
    )


class EncryptionCodec(PayloadCodec):
    """Encrypts with the first key. What is not encrypted is read as it is."""

    def __init__(self, keys: dict[str, bytes]) -> None:
        self._keys = keys

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Encrypt."""
        return [self._encrypt(payload) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Decrypt."""
        return [self._decrypt(payload) for payload in payloads]

    def _encrypt(self, payload: Payload) -> Payload:
        name, key = next(iter(self._keys.items()))
        nonce = os.urandom(_NONCE_BYTES)
        return Payload(
            metadata={
                "encoding": _ENCODING,
                "encryption-cipher": b"AES/GCM/NoPadding",
                "encryption-key-id": name.encode(),
            },
            data=nonce + AESGCM(key).encrypt(nonce, payload.SerializeToString(), None),
        )

    def _decrypt(self, payload: Payload) -> Payload:
        if payload.metadata.get("encoding") != _ENCODING:
            return payload
        name = payload.metadata.get("encryption-key-id", b"").decode()
        if name not in self._keys:
            raise refused(VARIABLE, f"a value in workflow history is encrypted with key {name!r}, which is not there")
        try:
            plain = AESGCM(self._keys[name]).decrypt(payload.data[:_NONCE_BYTES], payload.data[_NONCE_BYTES:], None)
        except InvalidTag:
            raise refused(VARIABLE, f"a value was changed, or key {name!r} is another one") from None
        return Payload.FromString(plain)


def _keys() -> dict[str, bytes]:
    reference = os.environ.get(VARIABLE, "").strip()
    if not reference:
        raise refused(VARIABLE, "found nothing; allowed: a file of keys, or env:NAME")
    entries = [
        entry.split()
        for line in _text(reference).splitlines()
        if not line.startswith("#")
        for entry in line.split(",")
        if entry.strip()
    ]
    keys: dict[str, bytes] = {}
    for i, entry in enumerate(entries, 1):
        # Nothing of an entry is quoted: it may be a key.
        if len(entry) != 2 or len(key := _decoded(entry[1])) != _KEY_BYTES or entry[0] in keys:
            raise refused(VARIABLE, f"entry {i} is no key of its own; allowed: '<id> <32 bytes in Base64>', one a line")
        keys[entry[0]] = key
    if not keys:
        raise refused(VARIABLE, "found no key")
    return keys


def _text(reference: str) -> str:
    if reference.startswith("env:"):
        return os.environ.get(reference[4:], "")
    try:
        return Path(reference.removeprefix("file:")).read_text("ascii")
    except (OSError, UnicodeDecodeError) as e:
        raise refused(VARIABLE, f"cannot read {reference!r} ({type(e).__name__})") from None


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return b""
