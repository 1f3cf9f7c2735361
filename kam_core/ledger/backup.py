"""Everything in one archive, and back. The archive carries a fingerprint of each file; a restore checks them first."""

from __future__ import annotations

import datetime
import errno
import hashlib
import json
import shutil
import zipfile
from pathlib import Path, PurePosixPath

from kam_core.errors import LedgerError
from kam_core.i18n import msg
from kam_core.ledger.draft import disk_full
from kam_core.ledger.lock import writing
from kam_core.ledger.pointer import VersionInfo
from kam_core.ledger.store import Store

KEPT = ("ledger", "imports", "sources")
FILES = ("settings.json", "settings.log")
INDEX = "kamerton.json"


def backup(store: Store, target: Path, wait: float = 60) -> int:
    """Write ledger, originals, sources and settings to one archive. Gives the number of files in it."""
    draft = target.with_name(target.name + ".new")
    with writing(store.folder, "backup", wait):
        store.sweep()
        paths = [path for folder in KEPT for path in sorted((store.data / folder).rglob("*")) if path.is_file()]
        paths += [store.data / name for name in FILES if (store.data / name).exists()]
        paths = [path for path in paths if not path.name.startswith("LOCK")]
        index: dict[str, str] = {}
        try:
            with zipfile.ZipFile(draft, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
                for path in paths:
                    name = path.relative_to(store.data).as_posix()
                    with path.open("rb") as file:
                        index[name] = hashlib.file_digest(file, "sha256").hexdigest()
                    archive.write(path, name)
                archive.writestr(INDEX, json.dumps({"format": 1, "files": index}, indent=1))
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise _unwritable(target, error) from error
        draft.replace(target)
    return len(paths)


def _unwritable(target: Path, error: OSError) -> LedgerError:
    if error.errno == errno.ENOSPC:
        return disk_full(target)
    return LedgerError(
        msg("{file} cannot be written: {error}.", file=target, error=error.strerror or str(error)),
        next=msg("Name another folder, or a file that may be written."),
    )


def restore(store: Store, source: Path, wait: float = 60) -> VersionInfo | None:
    """Put back what a backup holds. What was there before is kept beside it, in a folder before-restore-…"""
    fresh = store.data / "restore.new"
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        _unpack(source, fresh)
        with writing(store.folder, "restore", wait):
            _swap(store, fresh)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    known = store.pointer()
    return known.info(known.current) if known.current else None


def _unpack(source: Path, fresh: Path) -> None:
    try:
        with zipfile.ZipFile(source) as archive:
            index: dict[str, str] = json.loads(archive.read(INDEX))["files"]
            for name, sha256 in index.items():
                place = PurePosixPath(name)
                if place.is_absolute() or ".." in place.parts or place.parts[0] not in (*KEPT, *FILES):
                    raise ValueError(name)
                target = fresh.joinpath(*place.parts)
                target.parent.mkdir(parents=True, exist_ok=True)
                digest = hashlib.sha256()
                with archive.open(name) as packed, target.open("wb") as out:
                    while chunk := packed.read(1 << 22):
                        digest.update(chunk)
                        out.write(chunk)
                if digest.hexdigest() != sha256:
                    raise ValueError(name)
    except FileNotFoundError as error:
        raise LedgerError(msg("There is no file {file}.", file=source), next=msg("Check the name.")) from error
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError) as error:
        raise LedgerError(
            msg("{file} is not a whole backup: {error}.", file=source.name, error=str(error)),
            next=msg("Take another backup."),
        ) from error


def _swap(store: Store, fresh: Path) -> None:
    stamp = datetime.datetime.now().strftime("%Y%m%d-%H%M%S-%f")
    before = store.data / f"before-restore-{stamp}"
    for name in (*KEPT, *FILES):
        old, new = store.data / name, fresh / name
        if name == "ledger":
            _swap_ledger(store.folder, new, before)
            continue
        if old.exists():
            before.mkdir(exist_ok=True)
            old.rename(before / name)
        if new.exists():
            new.rename(old)


def _swap_ledger(folder: Path, new: Path, before: Path) -> None:
    """File by file, the pointer last: the lock in the folder is held all the while."""
    (before / "ledger").mkdir(parents=True, exist_ok=True)
    for path in sorted(folder.iterdir(), key=lambda path: path.name != "CURRENT"):
        if not path.name.startswith("LOCK"):
            path.rename(before / "ledger" / path.name)
    if new.exists():
        for path in sorted(new.iterdir(), key=lambda path: path.name == "CURRENT"):
            path.rename(folder / path.name)
