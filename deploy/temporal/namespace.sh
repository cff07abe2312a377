#!/bin/sh
# Creates the namespace if it is missing; runs in temporalio/admin-tools, after the server is healthy.
set -eu

temporal operator namespace describe -n "$TEMPORAL_NAMESPACE" >/dev/null 2>&1 ||
  temporal operator namespace create -n "$TEMPORAL_NAMESPACE" --retention "$RETENTION"
temporal operator namespace describe -n "$TEMPORAL_NAMESPACE"
