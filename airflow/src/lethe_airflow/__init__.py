"""Temporal workflows, and Lethe's runs, as tasks of Apache Airflow."""

from __future__ import annotations

__version__ = "0.1.0"
