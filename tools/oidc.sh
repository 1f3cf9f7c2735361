#!/usr/bin/env bash
# Installs the OpenID Connect providers that the sign-in is tested against, into .venv/oidc, once for each content of the lock.
# Node.js and npm: those of the machine, or Debian's by apt-get as root.
set -uo pipefail
cd "$(dirname "$0")/.."
from=tests/oidc
to=.venv/oidc

give_up() {
  echo "$1: the tests of signing in cannot run." >&2
  echo "Install Node.js 18 or newer and npm (apt-get install nodejs npm), and run make oidc again." >&2
  [ "${CI:-}" = true ] && exit 1
  exit 0
}

there() { command -v node >/dev/null && command -v npm >/dev/null; }

if ! there && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  for attempt in 1 2 3; do
    echo "Installing Node.js by apt-get (attempt $attempt)"
    apt-get update && apt-get install -y --no-install-recommends nodejs npm && break
    sleep $((attempt * 5))
  done
fi
there || give_up "No Node.js was found and none could be installed"

cmp -s "$from/package-lock.json" "$to/installed" && exit 0
mkdir -p "$to"
cp "$from/package.json" "$from/package-lock.json" "$to/"
for attempt in 1 2 3; do
  echo "Installing the providers by npm (attempt $attempt)"
  if npm ci --prefix "$to" --ignore-scripts --no-audit --no-fund --loglevel=error; then
    cp "$from/package-lock.json" "$to/installed"
    exit 0
  fi
  sleep $((attempt * 5))
done
give_up "npm could not install the providers"
