"""How a Temporal server is reached, read from an Airflow connection of type `temporal`."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from temporalio.client import Client
from temporalio.converter import DataConverter
from temporalio.service import TLSConfig

from lethe_airflow.failures import refused

if TYPE_CHECKING:
    from airflow.sdk import Connection

DEFAULT_PORT = 7233

EXTRAS = {
    "namespace": "Temporal namespace; `default` where empty",
    "tls": "true, or any of the TLS fields below, for a server behind TLS",
    "server_name": "name in the server's certificate, where it is not the host",
    "server_ca_cert": "PEM text, or path, of the authority to trust; the system's where empty",
    "client_cert": "PEM text, or path, of the certificate to show",
    "client_key": "PEM text, or path, of its key",
    "data_converter": "package.module:name of a temporalio DataConverter, or of what makes one; for encrypted history",
    "lethe_url": "address of Lethe's web pages, for the link to a run",
    "temporal_ui_url": "address of Temporal's web pages, for the link where there are none of Lethe",
}
"""What the connection's extra may hold."""

_TLS = ("server_name", "server_ca_cert", "client_cert", "client_key")


@dataclass(frozen=True)
class Server:
    """A Temporal server; all that is needed to connect, without asking Airflow again."""

    address: str
    namespace: str
    tls: bool | TLSConfig
    api_key: str | None
    data_converter: str
    lethe_url: str
    temporal_ui_url: str

    async def connect(self) -> Client:
        """Return a client; the first call connects."""
        return await Client.connect(
            self.address,
            namespace=self.namespace,
            tls=self.tls,
            api_key=self.api_key,
            data_converter=_converter(self.data_converter),
            lazy=True,
        )

    def page(self, workflow_id: str, *, lethe: bool) -> str:
        """Return the address of the page of a workflow, or of a run of Lethe; empty where none is known."""
        if lethe and self.lethe_url:
            return f"{self.lethe_url}/runs/{workflow_id}"
        if self.temporal_ui_url:
            return f"{self.temporal_ui_url}/namespaces/{self.namespace}/workflows/{workflow_id}"
        return ""


def server(connection: Connection) -> Server:
    """
    Read a connection.

    Raises `WorkflowRefused` naming the field that is wrong.
    """
    extra: dict[str, Any] = connection.extra_dejson
    unknown = sorted(set(extra) - set(EXTRAS))
    if unknown:
        raise refused(f"extra.{unknown[0]}", f"unknown; allowed are {', '.join(EXTRAS)}")
    if not connection.host:
        raise refused("host", f"found nothing in connection {connection.conn_id!r}; allowed: the server's host name")
    return Server(
        address=f"{connection.host}:{connection.port or DEFAULT_PORT}",
        namespace=str(extra.get("namespace") or "default"),
        tls=_tls(extra, connection.password),
        api_key=connection.password or None,
        data_converter=str(extra.get("data_converter") or ""),
        lethe_url=str(extra.get("lethe_url") or "").rstrip("/"),
        temporal_ui_url=str(extra.get("temporal_ui_url") or "").rstrip("/"),
    )


def _tls(extra: dict[str, Any], api_key: str | None) -> bool | TLSConfig:
    asked = str(extra.get("tls", "")).lower()
    if asked not in ("", "true", "false"):
        raise refused("extra.tls", f"found {extra['tls']!r}; allowed: true or false")
    if any(extra.get(field) for field in _TLS):
        if asked == "false":
            raise refused("extra.tls", f"found false beside {', '.join(f for f in _TLS if extra.get(f))}")
        return TLSConfig(
            server_root_ca_cert=_pem(extra, "server_ca_cert"),
            domain=extra.get("server_name") or None,
            client_cert=_pem(extra, "client_cert"),
            client_private_key=_pem(extra, "client_key"),
        )
    # A key sent in the clear is everybody's, so it needs TLS unless somebody says that it does not.
    return asked == "true" or (asked == "" and bool(api_key))


def _pem(extra: dict[str, Any], field: str) -> bytes | None:
    value = str(extra.get(field) or "")
    if not value:
        return None
    if "-----BEGIN" in value:
        return value.replace("\\n", "\n").encode()
    try:
        return Path(value).read_bytes()
    except OSError as e:
        raise refused(f"extra.{field}", f"found {value!r}, which cannot be read ({e.strerror})") from None


def _converter(path: str) -> DataConverter:
    if not path:
        return DataConverter.default
    module, _, name = path.partition(":")
    try:
        converter = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError, ValueError) as e:
        raise refused("extra.data_converter", f"found {path!r}: {e}; allowed: package.module:name") from e
    if callable(converter):
        converter = converter()
    if not isinstance(converter, DataConverter):
        raise refused("extra.data_converter", f"found {path!r}, which is no temporalio DataConverter")
    return converter
