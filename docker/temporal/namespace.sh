#!/bin/sh
# Waits for the Temporal server in TEMPORAL_ADDRESS, and makes the namespace that cases live in, unless it is there.
set -eu
tool=${TEMPORAL_CLI:-temporal}
namespace=${NAMESPACE:-default}
tries=0
until "$tool" operator cluster health >/dev/null 2>&1; do
  tries=$((tries + 1))
  if [ $tries -ge 120 ]; then
    echo "no Temporal server answers at $TEMPORAL_ADDRESS" >&2
    exit 1
  fi
  sleep 0.5
done
"$tool" operator namespace describe --namespace "$namespace" >/dev/null 2>&1 ||
  "$tool" operator namespace create --namespace "$namespace" --retention "${RETENTION:-72h}" >/dev/null
