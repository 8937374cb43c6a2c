#!/bin/sh
# Installs what the benchmarks' tools are built from, where Debian's packages of it are missing.
set -eu

missing=
[ -e /usr/include/openssl/ssl.h ] || missing="$missing libssl-dev"
[ -e /usr/include/nghttp2/nghttp2.h ] || missing="$missing libnghttp2-dev"
command -v python3 >/dev/null || missing="$missing python3"
[ -n "$missing" ] || exit 0

sudo=
[ "$(id -u)" = 0 ] || sudo=sudo
$sudo apt-get update -q
# shellcheck disable=SC2086
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing
