"""A PostgreSQL of the tests' own: Debian's programs, a folder that goes, a socket in it and no port."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

USER = "kam"


def binaries() -> Path | None:
    """The folder of initdb and postgres, of the newest version that is installed."""
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if found := shutil.which("initdb"):
        folders.append(Path(found).resolve().parent)
    newest = sorted(folders, key=lambda path: int(path.parent.name) if path.parent.name.isdigit() else 0)
    return newest[-1] if newest else None


class Server:
    """A server from ``start`` to ``stop``. Root may not run it, so root hands it to the user ``postgres``."""

    def __init__(self, programs: Path) -> None:
        self.programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="kam-pg-", dir="/tmp"))
        self.as_user = [] if os.geteuid() else ["runuser", "-u", "postgres", "--"]
        self._process: subprocess.Popen[bytes] | None = None
        self._count = 0
        if self.as_user:
            shutil.chown(self.folder, "postgres", "postgres")

    def create(self) -> Server:
        """Make the cluster and start it."""
        command = [*self.as_user, self.programs / "initdb", "-D", self.folder / "data", "-U", USER, "-A", "trust", "-E", "UTF8",
                   "--locale=C.UTF-8", "--no-sync"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")
        self.start()
        return self

    def start(self) -> None:
        """Start it and wait until it answers."""
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*self.as_user, self.programs / "postgres", "-D", self.folder / "data", "-k", self.folder,
                 "-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=60"],
                stdout=log, stderr=log, cwd="/",
            )
        for _ in range(300):
            try:
                self.run("select 1")
                return
            except psycopg.OperationalError:
                if self._process.poll() is not None:
                    break
                time.sleep(0.1)
        raise RuntimeError((self.folder / "log").read_text())

    def stop(self) -> None:
        """Stop it at once; its data stay."""
        pid = (self.folder / "data" / "postmaster.pid").read_text().splitlines()[0]
        subprocess.run([*self.as_user, "kill", "-QUIT", pid], check=True)
        self._process.wait(30)

    def remove(self) -> None:
        """Stop it and remove its folder."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, sql: str, database: str = "postgres") -> None:
        """Run one statement."""
        with psycopg.connect(host=str(self.folder), user=USER, dbname=database, autocommit=True) as connection:
            connection.execute(sql)

    def url(self, database: str) -> str:
        """The address of a database, as KAM_BOOK has it."""
        return f"postgresql://{USER}@/{database}?host={self.folder}"

    def fresh(self) -> str:
        """The address of a new, empty database."""
        self._count += 1
        name = f"book{self._count}"
        self.run(f"create database {name}")
        return self.url(name)
