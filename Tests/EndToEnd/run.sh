#!/bin/sh
# Runs the end-to-end tests. Arguments go to pytest; SLUICE names another binary than the built one.
set -eu
cd "$(dirname "$0")"
for list in requirements.txt requirements-pages.txt setup.sh; do
    [ .venv/installed -nt "$list" ] || ./setup.sh
done
exec .venv/bin/pytest "$@"
