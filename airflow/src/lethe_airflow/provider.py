"""What Airflow asks a provider about itself."""

from __future__ import annotations

from typing import Any

from lethe_airflow import __version__


def get_provider_info() -> dict[str, Any]:
    """Return the description of this provider; the entry point `apache_airflow_provider` names it."""
    return {
        "package-name": "airflow-provider-lethe",
        "name": "Temporal and Lethe",
        "description": "Temporal workflows as tasks, and machine unlearning with Lethe.",
        "versions": [__version__],
        "integrations": [
            {"integration-name": "Temporal", "external-doc-url": "https://docs.temporal.io", "tags": ["service"]},
        ],
        "connection-types": [
            {
                "connection-type": "temporal",
                "hook-class-name": "lethe_airflow.hooks.temporal.TemporalHook",
                "hook-name": "Temporal",
            }
        ],
        "hooks": [{"integration-name": "Temporal", "python-modules": ["lethe_airflow.hooks.temporal"]}],
        "operators": [
            {
                "integration-name": "Temporal",
                "python-modules": ["lethe_airflow.operators.temporal", "lethe_airflow.operators.lethe"],
            }
        ],
        "sensors": [{"integration-name": "Temporal", "python-modules": ["lethe_airflow.sensors.temporal"]}],
        "triggers": [{"integration-name": "Temporal", "python-modules": ["lethe_airflow.triggers.temporal"]}],
        "extra-links": ["lethe_airflow.links.RunLink"],
    }
