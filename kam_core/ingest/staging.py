"""From a file of any kind to rows that can be read in bulk: UTF-8 text, or Parquet of text columns."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from kam_core.errors import FileError
from kam_core.i18n import Count, Message, msg, nmsg
from kam_core.ingest import archive, workbook
from kam_core.ingest.dialect import Dialect, detect_dialect, split
from kam_core.ingest.encoding import Encoding, detect_encoding, head, transcode
from kam_core.ingest.plan import Rows
from kam_core.ingest.steady import mark_of
from kam_core.ledger.scratch import Scratch
from kam_core.ledger.tables import literal, name
from kam_core.settings import CATALOGUE, Settings

SAMPLE_ROWS = 300
PIECE = 1 << 18
BIG = 64 << 20
STYLED = 4 << 20
TEXT_KINDS = ("text", "csv")


class Stage:
    """Prepares files in a work folder. One for each batch.

    progress: called with (what is done, bytes done, bytes in all); stop: when set, the work ends
    """

    def __init__(
        self,
        work: Path,
        settings: Settings,
        progress: Callable[[str, int, int], None] | None = None,
        stop: threading.Event | None = None,
    ) -> None:
        self.work, self.settings, self.progress = work, settings, progress
        self.stop = stop or threading.Event()
        self._count = 0
        work.mkdir(parents=True, exist_ok=True)

    def place(self, suffix: str) -> Path:
        """A new path in the work folder."""
        self._count += 1
        return self.work / f"{self._count:04d}{suffix}"

    def rows(
        self,
        path: Path,
        shown: str | None = None,
        *,
        encoding: str = "",
        delimiter: str = "",
        quote: str | None = None,
        sheet: str | None = None,
    ) -> list[Rows]:
        """The sheets of a file (one for a text file), in order.

        encoding, delimiter, quote, sheet: what whoever looks has corrected; empty means found out
        """
        shown = shown or path.name
        if not path.exists():
            raise FileError(msg("There is no file {file}.", file=path), next=msg("Check the name."))
        if path.stat().st_size == 0:
            raise FileError(msg("{file} is empty.", file=shown), next=msg("Export it again."))
        size_limit(path, shown, self.settings)
        mark = mark_of(path)
        return [
            rows if rows.mark else replace(rows, mark=mark)
            for rows in self._rows(path, shown, encoding=encoding, delimiter=delimiter, quote=quote, sheet=sheet)
        ]

    def _rows(
        self, path: Path, shown: str, *, encoding: str, delimiter: str, quote: str | None, sheet: str | None
    ) -> list[Rows]:
        kind = workbook.sniff_kind(path)
        if kind == "zip":
            return [
                rows
                for member in archive.unpack(path, self.place(".zip.d"), self.settings)
                for rows in self.rows(member.path, f"{shown}/{member.name}", encoding=encoding, delimiter=delimiter)
            ]
        if kind == "parquet":
            return [self._parquet(path, shown)]
        if kind in TEXT_KINDS:
            return [self._text(path, shown, encoding, delimiter, quote)]
        return self._workbook(path, shown, sheet)

    def _workbook(self, path: Path, shown: str, sheet: str | None) -> list[Rows]:
        into = self.place(".sheets")
        into.mkdir()
        styles = path.stat().st_size <= STYLED
        sheets = workbook.read_workbook(path, into, self.settings, sheet=sheet, styles=styles, stop=self.stop)
        found = []
        for each in sheets:
            notes: tuple[Message, ...] = (each.note,) if each.note else ()
            sample, more = parquet_sample(each.parquet)
            found.append(
                Rows(
                    path,
                    shown,
                    each.name,
                    "parquet",
                    each.parquet,
                    "",
                    "",
                    "",
                    sample,
                    more,
                    styles=each.styles,
                    notes=notes,
                )
            )
        if not found:
            raise FileError(msg("{file} holds no sheet with data.", file=shown), next=msg("Export it again."))
        return found

    def _parquet(self, path: Path, shown: str) -> Rows:
        """A Parquet file with columns of its own: every value becomes text, and rows get their numbers."""
        scratch = Scratch(self.settings.number("import_memory_gb"))
        target = self.place(".parquet")
        source = f"read_parquet({literal(str(path))})"
        try:
            columns = [column for column, _ in scratch.columns(f"select * from {source}")]
            texts = ", ".join(f"nullif(cast({name(column)} as VARCHAR), '') as c{i}" for i, column in enumerate(columns))
            numbered = f"select {texts}, row_number() over () as row from {source}"
            scratch.run(f"copy ({numbered}) to {literal(str(target))} (format parquet)")
        except Exception as error:
            raise FileError(
                msg("{file} is not a Parquet file that can be read.", file=shown), next=msg("Export it again.")
            ) from error
        finally:
            scratch.close()
        sample, more = parquet_sample(target, len(columns))
        return Rows(path, shown, None, "parquet", target, "", "", "", sample, more, titles=tuple(columns))

    def _text(self, path: Path, shown: str, encoding: str, delimiter: str, quote: str | None) -> Rows:
        found = (
            Encoding(encoding, newline="mixed", bom_bytes=_mark(path, encoding)) if encoding else self._encoding(path)
        )
        notes: list[Message] = []
        data = path
        if not found.as_it_is:
            data = self.place(".csv")
            step = (lambda done, total: self._step(shown, done, total)) if self.progress else None
            odd = transcode(path, found, data, step)
            if odd:
                notes.append(
                    nmsg(
                        "{n} character is not text in {encoding}; it is kept as it could be read.",
                        "{n} characters are not text in {encoding}; they are kept as they could be read.",
                        odd,
                        encoding=found.name,
                    )
                )
            found = Encoding(found.name, certain=found.certain)
        clean = Encoding("utf-8")
        text = head(data, clean)
        if not text.strip():
            raise FileError(msg("{file} holds no text.", file=shown), next=msg("Export it again."))
        if _is_binary(text):
            raise FileError(
                msg("{file} is not a table: it is a binary file.", file=shown),
                next=msg("Bring CSV, Excel, ODS or Parquet."),
            )
        dialect = detect_dialect(text)
        if delimiter or quote is not None:
            dialect = Dialect(
                delimiter or dialect.delimiter, dialect.quote if quote is None else quote, dialect.sep_line
            )
        if not found.certain:
            notes.append(
                msg(
                    "The alphabet of {file} was guessed: {encoding}. Check the samples.",
                    file=shown,
                    encoding=found.name,
                )
            )
        sample = _cells(split(text, dialect, SAMPLE_ROWS))
        return Rows(
            path,
            shown,
            None,
            "csv",
            data,
            found.name,
            dialect.delimiter,
            dialect.quote,
            sample,
            _pieces(data, dialect),
            skip_rows=int(dialect.sep_line),
            notes=tuple(notes),
        )

    def _step(self, shown: str, done: int, total: int) -> None:
        if self.progress:
            self.progress(shown, done, total)

    def _encoding(self, path: Path) -> Encoding:
        """The encoding; of a big file by its start, middle and end, unless those are plain ASCII.

        A bad byte elsewhere in a big UTF-8 file is found by the bulk reader, which sets its row aside.
        """
        size = path.stat().st_size
        if size <= BIG:
            return detect_encoding(path)
        pieces = self.place(".sample")
        with path.open("rb") as source, pieces.open("wb") as target:
            for start in (0, size // 2, size - (PIECE << 2)):
                source.seek(start)
                piece = source.read(PIECE << 2)
                if start:
                    piece = piece[piece.find(b"\n") + 1 :]
                target.write(piece[: piece.rfind(b"\n") + 1])
        found = detect_encoding(pieces)
        plain = pieces.read_bytes().isascii()
        pieces.unlink()
        return detect_encoding(path) if plain or found.name != "utf-8" or not found.as_it_is else found


def _mark(path: Path, encoding: str) -> int:
    with path.open("rb") as file:
        start = file.read(3)
    if encoding == "utf-8" and start == b"\xef\xbb\xbf":
        return 3
    return 2 if encoding.startswith("utf-16") and start[:2] in (b"\xff\xfe", b"\xfe\xff") else 0


def _is_binary(text: str) -> bool:
    """Many control characters: not a text, whatever it was decoded as."""
    piece = text[:4000]
    odd = sum(1 for char in piece if (char < " " and char not in "\t\n\r\f") or "\x7f" <= char <= "\x9f" or char == "�")
    return odd > 0.05 * len(piece) and odd > 8


def _cells(rows: list[list[str]]) -> list[list[str | None]]:
    return [[cell or None for cell in row] for row in rows]


def _pieces(path: Path, dialect: Dialect) -> list[list[str | None]]:
    """Rows from the middle and the end of a text file, for deciding formats by more than its start."""
    size = path.stat().st_size
    if size <= PIECE:
        return []
    rows: list[list[str]] = []
    with path.open("rb") as file:
        for start in sorted({max(PIECE, size // 3), max(PIECE, 2 * size // 3), max(PIECE, size - PIECE // 4)}):
            file.seek(start)
            text = file.read(PIECE // 4).decode("utf-8", "replace")
            whole = text[text.find("\n") + 1 : text.rfind("\n") + 1]
            rows += split(whole, Dialect(dialect.delimiter, dialect.quote), SAMPLE_ROWS)
    return _cells(rows)


def parquet_sample(path: Path, width: int | None = None) -> tuple[list[list[str | None]], list[list[str | None]]]:
    """The first rows of a Parquet file of texts, and its last ones where it holds more."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        groups = file.metadata.num_row_groups
        first = file.read_row_group(0).slice(0, SAMPLE_ROWS) if groups else None
        if first is None:
            return [], []
        last = file.read_row_group(groups - 1)
        more = last.slice(max(0, last.num_rows - SAMPLE_ROWS)) if file.metadata.num_rows > SAMPLE_ROWS else None
    return _tuples(first, width), _tuples(more, width) if more is not None else []


def _tuples(table: object, width: int | None) -> list[list[str | None]]:
    columns = [column.to_pylist() for column in table.columns[:width]]  # type: ignore[attr-defined]
    return [list(row) for row in zip(*columns, strict=True)]


def size_limit(path: Path, shown: str, settings: Settings) -> None:
    """Refuse a file over the limit, where somebody has set one; the default is for uploads alone."""
    limit = settings.number("max_file_mb")
    if limit != CATALOGUE["max_file_mb"].default and path.stat().st_size > limit * 2**20:
        raise FileError(
            msg(
                "{file} has {size} MB; the limit is {limit} MB.",
                file=shown,
                size=Count(path.stat().st_size // 2**20),
                limit=Count(int(limit)),
            ),
            next=msg("Split the file, or raise the setting max_file_mb."),
        )
