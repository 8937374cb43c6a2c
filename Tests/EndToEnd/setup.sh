#!/bin/sh
# Installs what the end-to-end tests run against: two XMPP servers, a browser, and the Python of requirements.txt.
set -eu
cd "$(dirname "$0")"

missing=
command -v prosody >/dev/null || missing="$missing prosody"
[ -n "$(find /usr/lib/*/ejabberd-* -maxdepth 0 2>/dev/null)" ] || missing="$missing ejabberd"
command -v chromium >/dev/null || missing="$missing chromium"
command -v chromedriver >/dev/null || missing="$missing chromium-driver"
command -v python3 >/dev/null || missing="$missing python3"
python3 -c "import ensurepip, venv" 2>/dev/null || missing="$missing python3-venv"

if [ -n "$missing" ]; then
    sudo=
    [ "$(id -u)" = 0 ] || sudo=sudo
    $sudo apt-get update -q
    # shellcheck disable=SC2086
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing
fi

[ -x .venv/bin/python ] || python3 -m venv .venv
.venv/bin/pip install --quiet --disable-pip-version-check -r requirements.txt
