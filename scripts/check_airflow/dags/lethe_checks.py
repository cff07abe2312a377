"""The DAGs of the checks: small requests on the bundled sample, that take seconds, or that wait to be told."""

from __future__ import annotations

import os
from datetime import datetime, timedelta

from airflow.sdk import DAG
from lethe_airflow.operators.lethe import LetheUnlearnOperator
from lethe_airflow.sensors.temporal import TemporalWorkflowSensor

QUICK = {
    "model": {"ref": os.environ["CHECK_MODEL"], "architecture": "resnet20s", "classes": 10},
    "dataset": {"ref": os.environ["CHECK_DATASET"]},
    "forget": {"random": {"count": 20, "seed": 1}},
    "method": {"name": "ga", "epochs": 1, "learningRate": 0.0001, "batchSize": 64},
    "evaluate": {"metrics": ["ua"]},
    "compute": {"device": "cpu", "threads": 2},
    "determinism": {"augment": False},
}
LONG = {**QUICK, "method": {"name": "ft", "epochs": 100000, "learningRate": 0.0001, "batchSize": 64}}
APPROVED = {**QUICK, "gate": {"approval": "required"}}
PUBLISHED = {**QUICK, "publish": {"to": "s3://released/airflow", "alias": "current"}}
RETRIES = {"retries": 2, "retry_delay": timedelta(seconds=2)}


def dag(name: str) -> DAG:
    return DAG(name, schedule=None, start_date=datetime(2026, 1, 1), default_args=RETRIES)


with dag("success"):
    run = LetheUnlearnOperator(task_id="forget", request=PUBLISHED, deferrable=True)
    TemporalWorkflowSensor(
        task_id="seen",
        workflow_id="{{ ti.xcom_pull(task_ids='forget', key='workflow_id') }}",
        poke_interval=2,
    ).set_upstream(run)

with dag("bad_input"):
    LetheUnlearnOperator(task_id="forget", request={**QUICK, "forget": {"class": 11}}, deferrable=True)

with dag("inline_ids"):
    LetheUnlearnOperator(task_id="forget", request={**QUICK, "forget": {"ids": ["train/00001"]}})

with dag("deferred"):
    LetheUnlearnOperator(task_id="forget", request=LONG, deferrable=True)

with dag("held_by_a_worker"):
    LetheUnlearnOperator(task_id="forget", request=LONG, deferrable=False)

with dag("approved"):
    LetheUnlearnOperator(task_id="forget", request=APPROVED, deferrable=True)

with dag("mapped"):
    LetheUnlearnOperator.partial(task_id="forget", deferrable=True).expand(
        request=[{**QUICK, "seed": seed} for seed in (1, 2, 3)]
    )
