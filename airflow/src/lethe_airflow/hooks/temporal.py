"""Connection type `temporal`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

from airflow.sdk import BaseHook

from lethe_airflow.connection import EXTRAS, Server, server

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from temporalio.client import Client

T = TypeVar("T")


class TemporalHook(BaseHook):
    """
    A Temporal server, by the id of its connection.

    `call` runs a coroutine function with a client, for tasks of one's own; tasks that run in an event loop await
    `aclient`.
    """

    conn_name_attr = "temporal_conn_id"
    default_conn_name = "temporal_default"
    conn_type = "temporal"
    hook_name = "Temporal"

    def __init__(self, temporal_conn_id: str = default_conn_name) -> None:
        super().__init__()
        self.temporal_conn_id = temporal_conn_id

    def server(self) -> Server:
        """Return the server of the connection."""
        return server(self.get_connection(self.temporal_conn_id))

    async def aclient(self) -> Client:
        """Return a client for the running event loop."""
        return await server(await self.aget_connection(self.temporal_conn_id)).connect()

    def get_conn(self) -> Server:
        """Return the server; a client belongs to an event loop, see `call`."""
        return self.server()

    def call(self, work: Callable[[Client], Awaitable[T]]) -> T:
        """Run `work` with a client, in an event loop of its own, and return what it returns."""
        return call(self.server(), work)

    def test_connection(self) -> tuple[bool, str]:
        """Say whether the server answers, and has the namespace."""
        try:
            return True, self.call(_greet)
        except Exception as e:
            return False, str(e)

    @classmethod
    def get_ui_field_behaviour(cls) -> dict[str, Any]:
        """Say which fields the form of the connection has."""
        return {
            "hidden_fields": ["login", "schema"],
            "relabeling": {"password": "API key"},
            "placeholders": {"host": "temporal.example", "port": "7233"},
        }

    @classmethod
    def get_connection_form_widgets(cls) -> dict[str, Any]:
        """Return the form's own fields; Airflow replaces these imports where they are not installed."""
        from flask_appbuilder.fieldwidgets import BS3TextFieldWidget
        from wtforms import StringField

        return {name: StringField(name, widget=BS3TextFieldWidget(), description=EXTRAS[name]) for name in EXTRAS}


def call(where: Server, work: Callable[[Client], Awaitable[T]]) -> T:
    """Run `work` with a client of a server, in an event loop of its own."""

    async def connected() -> T:
        return await work(await where.connect())

    return asyncio.run(connected())


async def _greet(client: Client) -> str:
    from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest

    found = await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace=client.namespace))
    return f"connected, namespace {found.namespace_info.name}"
