#!/bin/sh
# Runs the end-to-end tests. Arguments go to pytest; SLUICE names another binary than the built one.
set -eu
cd "$(dirname "$0")"
[ -x .venv/bin/pytest ] || ./setup.sh
exec .venv/bin/pytest "$@"
