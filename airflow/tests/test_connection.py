"""Connections of type temporal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from airflow.sdk import Connection
from temporalio.converter import DataConverter
from temporalio.service import TLSConfig

from lethe_airflow.connection import server
from lethe_airflow.failures import WorkflowRefused
from lethe_airflow.hooks.temporal import TemporalHook, call
from lethe_airflow.provider import get_provider_info

if TYPE_CHECKING:
    from pathlib import Path

    from lethe_airflow.connection import Server

converter = DataConverter.default


def connection(password: str | None = None, **extra: Any) -> Connection:
    return Connection(
        conn_id="t", conn_type="temporal", host="temporal.example", password=password, extra=json.dumps(extra)
    )


def test_a_connection_needs_a_host_only() -> None:
    found = server(connection())

    assert (found.address, found.namespace, found.tls, found.api_key) == (
        "temporal.example:7233",
        "default",
        False,
        None,
    )


def test_an_api_key_goes_over_tls_unless_told_otherwise() -> None:
    assert server(connection("key")).tls is True
    assert server(connection("key", tls=False)).tls is False
    assert server(connection("key")).api_key == "key"


def test_certificates_are_texts_or_files(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_bytes(b"authority")
    found = server(
        connection(server_ca_cert=str(tmp_path / "ca.pem"), client_cert="-----BEGIN C", client_key="-----BEGIN K")
    )

    assert found.tls == TLSConfig(
        server_root_ca_cert=b"authority", client_cert=b"-----BEGIN C", client_private_key=b"-----BEGIN K"
    )


@pytest.mark.parametrize(
    ("extra", "field"),
    [
        ({"adress": "x"}, "extra.adress"),
        ({"tls": "perhaps"}, "extra.tls"),
        ({"tls": False, "server_name": "x"}, "extra.tls"),
        ({"client_cert": "/nowhere/x.pem"}, "extra.client_cert"),
    ],
)
def test_what_is_wrong_is_named(extra: dict[str, Any], field: str) -> None:
    with pytest.raises(WorkflowRefused) as caught:
        server(connection(**extra))

    assert caught.value.field == field


def test_an_api_key_is_in_no_message() -> None:
    with pytest.raises(WorkflowRefused) as caught:
        server(connection("secret", tls="perhaps"))

    assert "secret" not in str(caught.value)


def test_a_data_converter_is_imported(lethe: Server) -> None:
    import dataclasses

    def data_converter(path: str) -> Any:
        async def read(client: Any) -> Any:
            return client.data_converter

        return call(dataclasses.replace(lethe, data_converter=path), read)

    assert data_converter(f"{__name__}:converter") is not None
    for wrong in ("nowhere:x", "json:nothing", "json:decoder", ":"):
        with pytest.raises(WorkflowRefused) as caught:
            data_converter(wrong)
        assert caught.value.field == "extra.data_converter"


def test_the_hook_says_whether_the_server_answers(lethe: Server) -> None:
    assert TemporalHook().test_connection() == (True, "connected, namespace default")


def test_pages_of_lethe_come_before_those_of_temporal() -> None:
    both = server(connection(lethe_url="https://l/", temporal_ui_url="https://t"))

    assert both.page("n", lethe=True) == "https://l/runs/n"
    assert both.page("n", lethe=False) == "https://t/namespaces/default/workflows/n"
    assert server(connection()).page("n", lethe=True) == ""


def test_the_provider_describes_itself_as_airflow_asks() -> None:
    from airflow.providers_manager import ProvidersManager

    info = ProvidersManager().providers["airflow-provider-lethe"].data  # type: ignore[no-untyped-call]

    assert info["connection-types"] == get_provider_info()["connection-types"]
