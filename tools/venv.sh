#!/usr/bin/env bash
# tools/venv.sh REQUIREMENTS: makes .venv if there is none and installs what the file lists, once for each content of it.
set -euo pipefail
cd "$(dirname "$0")/.."
wanted=$1

find_python() {
  local name
  for name in ${KAM_PYTHON:-python3.13 python3.12 python3.11 python3}; do
    # asked to run, not only looked up: a version manager's shim may stand for a Python that is not there
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo "$name"; return; fi
  done
  echo "Kamerton needs Python 3.11 or later, and none was found (looked for: ${KAM_PYTHON:-python3.13 python3.12 python3.11 python3})." >&2
  echo "Nothing was changed. Install one, or name it: make run KAM_PYTHON=/path/to/python3" >&2
  return 1
}

if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
  python=$(find_python)
  if ! "$python" -c 'import ensurepip' 2>/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    DEBIAN_FRONTEND=noninteractive apt-get install -y "python$version-venv" ||
      { apt-get update; DEBIAN_FRONTEND=noninteractive apt-get install -y "python$version-venv"; }
  fi
  echo "Making .venv with $("$python" --version)"
  if ! "$python" -m venv --clear .venv; then
    rm -rf .venv
    echo "The environment could not be made. On Debian and Ubuntu: sudo apt-get install python3-venv, then again." >&2
    exit 1
  fi
fi

# The stamp is a copy of what was installed: times change with every clone and checkout, content does not.
stamp=.venv/installed-$(basename "$wanted")
if ! cat requirements.txt "$wanted" | cmp -s - "$stamp"; then
  echo "Installing $wanted (once)"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --retries 5 -r "$wanted"
  cat requirements.txt "$wanted" > "$stamp"
fi
