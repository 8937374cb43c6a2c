#!/bin/sh
# Runs the end-to-end tests; arguments go to pytest, `SLUICE` names another binary than the one built here.
set -eu
cd "$(dirname "$0")"
[ -x .venv/bin/pytest ] || ./setup.sh
exec .venv/bin/pytest "$@"
