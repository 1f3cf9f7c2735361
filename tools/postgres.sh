#!/usr/bin/env bash
# Finds a PostgreSQL for the tests, or installs Debian's by apt-get as root. The tests start a server of their own from it.
set -uo pipefail
cd "$(dirname "$0")/.."

there() {
  .venv/bin/python - <<'PY'
import sys

sys.path.insert(0, "tests")
from postgres import binaries

sys.exit(binaries() is None)
PY
}

there && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  # Only the programs are wanted: no server of the machine's own is to be made and started beside them.
  mkdir -p /etc/postgresql-common/createcluster.d
  echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.d/kamerton-tests.conf
  for attempt in 1 2 3; do
    echo "Installing PostgreSQL by apt-get (attempt $attempt)"
    apt-get update && apt-get install -y --no-install-recommends postgresql && break
    sleep $((attempt * 5))
  done
fi
there && exit 0
echo "No PostgreSQL was found and none could be installed: the tests of a book in PostgreSQL cannot run." >&2
echo "Install it (apt-get install postgresql)." >&2
[ "${CI:-}" = true ] && exit 1
exit 0
