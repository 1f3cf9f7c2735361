#!/usr/bin/env bash
# Finds a Chromium for the tests, or installs one: by apt-get as root, else by Playwright's own installer.
set -uo pipefail
cd "$(dirname "$0")/.."

there() {
  .venv/bin/python - <<'PY'
import sys

sys.path.insert(0, "tests")
from browsers import chromium

sys.exit(chromium() is None)
PY
}

there && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  for attempt in 1 2 3; do
    echo "Installing Chromium by apt-get (attempt $attempt)"
    apt-get update && apt-get install -y --no-install-recommends chromium fonts-dejavu-core && break
    sleep $((attempt * 5))
  done
else
  echo "Installing Chromium by Playwright"
  .venv/bin/python -m playwright install chromium
fi
there && exit 0
echo "No Chromium was found and none could be installed: the browser tests cannot run." >&2
echo "Install it (apt-get install chromium), or name it in KAM_CHROMIUM." >&2
[ "${CI:-}" = true ] && exit 1
exit 0
