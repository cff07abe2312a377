"""The button on a task that leads to what it waits for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airflow.sdk import BaseOperatorLink

if TYPE_CHECKING:
    from airflow.sdk import BaseOperator
    from airflow.sdk.types import TaskInstanceKey


class RunLink(BaseOperatorLink):
    """The page of the run in Lethe, or of the workflow in Temporal; the connection names their addresses."""

    name = "Run"

    def get_link(self, operator: BaseOperator, *, ti_key: TaskInstanceKey) -> str:
        """Return the address that the task found out while it ran; empty where the connection names none."""
        return str(getattr(operator, "page", ""))
