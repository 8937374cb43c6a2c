#!/bin/sh
# Installs the C libraries that the build needs, where Debian's packages of them are missing.
set -eu

if ! command -v swift >/dev/null; then
    echo "Sluice is built by Swift 6.3, and there is no 'swift' here:" >&2
    echo "install it from https://www.swift.org/install/linux/ and put it on the PATH." >&2
    exit 69
fi

packages="libexpat1-dev libidn-dev libsqlite3-dev"
if ! command -v dpkg-query >/dev/null; then
    echo "This is no Debian: see to it that expat, libidn and SQLite can be compiled against." >&2
    exit 0
fi

missing=
for package in $packages; do
    status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) || status=none
    [ "$status" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

sudo=
[ "$(id -u)" = 0 ] || sudo=sudo
$sudo apt-get update -q
# shellcheck disable=SC2086
$sudo env DEBIAN_FRONTEND=noninteractive \
    apt-get install -q -y --no-install-recommends $missing
