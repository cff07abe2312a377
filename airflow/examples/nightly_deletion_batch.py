"""
Every night: forget the records whose owners asked for it since yesterday.

The first task gathers the ids, one list for each model, and puts each list into the object store; an Airflow worker
hands on references only. Each model is then a task of its own, and its release is an asset that other DAGs wait for.

Variables: `deletion_requests_url` (JSON: {"model name": ["record id", ...]}). Connections: `temporal_default`, and
`aws_default` for the store.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from airflow.sdk import DAG, Asset, AssetAlias, Variable, task

from lethe_airflow.operators.lethe import LetheUnlearnOperator

RELEASES = "s3://released"
DATASET = "s3://datasets/cifar10"


def request(model: str, ids_from: str) -> dict[str, Any]:
    """Return what Lethe is asked for one model."""
    return {
        "preset": "paper/salun-cifar10-10",
        "model": {"ref": f"{RELEASES}/{model}/current.safetensors", "architecture": "resnet18", "classes": 10},
        "dataset": {"ref": DATASET},
        "forget": {"idsFrom": ids_from},
        "gate": {"minRa": 95},
        "publish": {"to": f"{RELEASES}/{model}", "alias": "current"},
    }


with DAG(
    "nightly_deletion_batch",
    schedule="0 2 * * *",
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 2, "retry_delay": timedelta(minutes=5)},
):

    @task
    def batches(dag_run: Any = None) -> list[dict[str, Any]]:
        """Store tonight's lists; without any request there is nothing to map over."""
        import json
        from urllib.request import urlopen

        from airflow.providers.amazon.aws.hooks.s3 import S3Hook

        with urlopen(Variable.get("deletion_requests_url")) as answer:
            wanted = json.load(answer)
        store = S3Hook("aws_default")
        requests = []
        for model, ids in sorted(wanted.items()):
            key = f"deletions/{dag_run.run_after:%Y-%m-%d}/{model}.txt"
            store.load_string("\n".join(ids) + "\n", key, "lists", replace=True)
            requests.append(request(model, f"s3://lists/{key}"))
        return requests

    forget = LetheUnlearnOperator.partial(
        task_id="forget",
        deferrable=True,
        max_active_tis_per_dag=4,
        outlets=[AssetAlias("released models")],
    ).expand(request=batches())


with DAG("roll_out", schedule=[Asset(f"{RELEASES}/cifar10-resnet18")], start_date=datetime(2026, 1, 1)):

    @task
    def roll_out(triggering_asset_events: Any = None) -> None:
        """Take the released model into use."""
        for events in triggering_asset_events.values():
            for event in events:
                print(f"{event.extra['run']} released {event.extra['key']}, sha256 {event.extra['sha256']}")

    roll_out()
