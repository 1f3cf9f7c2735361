"""OpenID Connect providers of the tests' own, on Node: the certified one, and one that lies as it is told to."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).with_name("oidc")
FOLDER = Path(__file__).resolve().parents[1] / ".venv" / "oidc"
"""Where tools/oidc.sh installs what package.json names."""
SECRET = "a secret between the two"
COOKIE_SECRET = "a key of the tests that is long enough to be one"


def missing() -> str | None:
    """What is missing to run them."""
    if shutil.which("node") is None:
        return "no Node.js: make oidc"
    if not (FOLDER / "node_modules" / "oidc-provider").is_dir():
        return "the providers are not installed: make oidc"
    return None


def need() -> None:
    """Skip where they cannot run; where CI is true, fail."""
    reason = missing()
    if reason is not None:
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)


@contextlib.contextmanager
def running(script: str, log: Path, *arguments: str) -> Iterator[str]:
    """Run certified.mjs or lying.mjs; gives its address."""
    with log.open("wb") as said:
        process = subprocess.Popen(
            ["node", str(SCRIPTS / script), str(FOLDER), *arguments], stdout=subprocess.PIPE, stderr=said, text=True
        )
        try:
            assert process.stdout is not None
            address = process.stdout.readline().strip()
            assert address.startswith("http"), log.read_text("utf-8")
            yield address
        finally:
            process.terminate()
            process.communicate(timeout=10)


def secrets(path: Path, provider: str, home: str) -> Path:
    """Write Streamlit's secrets for a provider and the address of an app."""
    path.write_text(f"""\
[auth]
redirect_uri = "{home}/oauth2callback"
cookie_secret = "{COOKIE_SECRET}"
client_id = "kamerton"
client_secret = "{SECRET}"
server_metadata_url = "{provider}/.well-known/openid-configuration"
client_kwargs = {{ prompt = "login" }}
""", "utf-8")
    return path
