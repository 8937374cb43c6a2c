#!/bin/bash
# Runs the unit tests; a run that executed none has failed.
set -euo pipefail

log=$(mktemp)
trap 'rm -f "$log"' EXIT
swift test 2>&1 | tee "$log"
if ! grep -Eq 'Test run with [1-9][0-9]* tests' "$log"; then
    echo "No test was executed." >&2
    exit 1
fi
