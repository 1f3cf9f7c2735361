"""Everything in one archive, and back. The archive carries a fingerprint of each file; a restore checks them first.

The book is copied as it stands at one moment; where it is in PostgreSQL, it is not in the archive (``book.keeping.elsewhere``).
"""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import json
import zipfile
from pathlib import Path, PurePosixPath

from kam_core import settings
from kam_core.book import keeping
from kam_core.errors import KamError, LedgerError
from kam_core.i18n import msg
from kam_core.ledger import pointer
from kam_core.ledger.disk import no_room
from kam_core.ledger.draft import fingerprint
from kam_core.ledger.lock import writing
from kam_core.ledger.pointer import VersionInfo
from kam_core.ledger.store import Store
from kam_core.ledger.work import Workplace

KEPT = ("ledger", "imports", "sources")
FILES = ("settings.json", "settings.log")
INDEX = "kamerton.json"


def backup(store: Store, target: Path, wait: float = 60) -> int:
    """Write ledger, originals, sources, settings and the book to one archive. Gives the number of files in it."""
    if target.is_dir():
        raise _folder(target)
    draft = target.with_name(target.name + ".new")
    with writing(store.folder, "backup", wait), Workplace(store.data, "backup") as copied:
        store.sweep()
        paths = [path for folder in KEPT for path in sorted((store.data / folder).rglob("*")) if path.is_file()]
        paths += [store.data / name for name in FILES if (store.data / name).exists()]
        sources = {path.relative_to(store.data).as_posix(): path for path in paths if not path.name.startswith("LOCK")}
        sources |= keeping.copies(store.data, copied)
        index: dict[str, str] = {}
        try:
            with zipfile.ZipFile(draft, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
                for name, path in sources.items():
                    with path.open("rb") as file:
                        index[name] = hashlib.file_digest(file, "sha256").hexdigest()
                    archive.write(path, name)
                archive.writestr(INDEX, json.dumps({"format": 1, "files": index}, indent=1))
            draft.replace(target)
        except OSError as error:
            raise _unwritable(target, error) from error
        finally:
            draft.unlink(missing_ok=True)
    return len(sources)


def _folder(path: Path) -> LedgerError:
    return LedgerError(msg("{file} is a folder.", file=path), next=msg("Name the file of the archive."))


def _unwritable(target: Path, error: OSError) -> LedgerError:
    return no_room(target.parent, error) or LedgerError(
        msg("{file} cannot be written: {error}.", file=target, error=error.strerror or str(error)),
        next=msg("Name another folder, or a file that may be written."),
    )


def restore(store: Store, source: Path, wait: float = 60) -> VersionInfo | None:
    """Put back what a backup holds. What was there before is kept beside it, in a folder before-restore-…"""
    if not source.exists():
        raise LedgerError(msg("There is no file {file}.", file=source), next=msg("Check the name."))
    if source.is_dir():
        raise _folder(source)
    with Workplace(store.data, "restore") as fresh:
        try:
            _unpack(source, fresh)
            known = _examined(fresh)
        except OSError as error:
            raise no_room(store.data, error) or _not_whole(source, error) from error
        except (zipfile.BadZipFile, LookupError, ValueError, TypeError, AttributeError, EOFError, KamError) as error:
            raise _not_whole(source, error) from error
        with writing(store.folder, "restore", wait):
            _swap(store, fresh)
    return known


def _not_whole(source: Path, error: Exception) -> LedgerError:
    return LedgerError(
        msg("{file} is not a whole backup: {error}.", file=source.name, error=str(error) or type(error).__name__),
        next=msg("Take another backup."),
    )


def _unpack(source: Path, fresh: Path) -> None:
    """Unpack what the index names, and nothing else; ValueError where it is not as the index says."""
    with zipfile.ZipFile(source) as archive:
        index: dict[str, str] = json.loads(archive.read(INDEX))["files"]
        for name, sha256 in index.items():
            place = PurePosixPath(name)
            if not _belongs(place):
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


def _belongs(place: PurePosixPath) -> bool:
    """Whether a backup may hold a file of this name."""
    if place.is_absolute() or ".." in place.parts or place.name.startswith("LOCK"):
        return False
    if len(place.parts) < 2 or place.parts[0] not in KEPT:
        return str(place) in (*FILES, *keeping.NAMES)
    return True


def _examined(fresh: Path) -> VersionInfo | None:
    """The current version of what was unpacked; ValueError or KamError where it could not be worked with."""
    settings.load(fresh)
    keeping.examine(fresh)
    known = pointer.read(fresh / "ledger")
    if known.current is None:
        return None
    info = known.info(known.current)
    if fingerprint(fresh / "ledger" / f"{info.version}.duckdb") != info.sha256:
        raise ValueError(f"ledger/{info.version}.duckdb")
    return info


def _swap(store: Store, fresh: Path) -> None:
    stamp = datetime.datetime.now().strftime("%Y%m%d-%H%M%S-%f")
    before = store.data / f"before-restore-{stamp}"
    keeping.put_back(fresh, store.data, before)
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
    """File by file, the pointer last: the lock in the folder is held all the while.

    The numbers go on from the higher of the two, so that no version made later is called like one that is known.
    """
    restored, follows = pointer.read(new), _next(folder)
    (before / "ledger").mkdir(parents=True, exist_ok=True)
    for path in sorted(folder.iterdir(), key=lambda path: path.name != "CURRENT"):
        if not path.name.startswith("LOCK"):
            path.rename(before / "ledger" / path.name)
    if new.exists():
        for path in new.iterdir():
            if path.name != "CURRENT":
                path.rename(folder / path.name)
    pointer.write(folder, dataclasses.replace(restored, next=max(restored.next, follows)))


def _next(folder: Path) -> int:
    """The number of the next version; told from the files where the pointer is what has to be restored."""
    try:
        return pointer.read(folder).next
    except LedgerError:
        return 1 + max((int(path.stem) for path in folder.glob("*.duckdb") if path.stem.isdigit()), default=0)
