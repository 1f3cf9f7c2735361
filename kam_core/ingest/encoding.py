"""In which alphabet a text file is written, and how it becomes UTF-8.

The order is fixed: a byte order mark, the pattern of UTF-16, strict UTF-8 over the whole file, and only then a guess
between cp1251, cp866 and latin-1 by the words that each of them gives. Line ends become LF and NUL bytes disappear on
the way, so that the bulk reader meets one kind of file; what was replaced is counted: nothing changes in silence.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kam_core.ingest.alphabet import guess_alphabet

CHUNK = 8 << 20
SAMPLE = 1 << 18
BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# Windows writes its punctuation where ISO 8859-1 has control codes: what is called latin-1 is nearly always cp1252.
CODECS = {"latin-1": "cp1252"}
UNKNOWN = {"cp1251": b"\x98", "cp866": b"", "latin-1": b"\x81\x8d\x8f\x90\x9d"}
HIGH = bytes(range(128, 256))
WORDS = re.compile(rb"[A-Za-z0-9]{0,20}(?:[\x80-\xff][A-Za-z0-9]{0,20})+")
C1_UTF8 = re.compile(b"\xc2[\x80-\x9f]")
SLICE = 1 << 14
ONE_BYTE = "kamerton_one_byte"
# A few broken bytes in a file full of good UTF-8 are damage, not another alphabet.
GOOD_PER_BAD = 20


def _keep_byte(error: UnicodeError) -> tuple[str, int]:
    """A byte that a one-byte alphabet does not know stays as the control code of the same number: nothing is lost."""
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error(ONE_BYTE, _keep_byte)


@dataclass(frozen=True)
class Encoding:
    """How a file is written.

    name:     utf-8, utf-16-le, utf-16-be, cp1251, cp866 or latin-1 (read as cp1252)
    bom_bytes: length of the byte order mark at the start
    certain:  False where the alphabet is a guess or bytes were damaged: show the first lines and ask
    bad:      bytes that the encoding does not know (U+FFFD in UTF-8 and UTF-16, their own control code elsewhere)
    controls: control codes U+0080-U+009F, NEL among them (kept; they end no line)
    nul:      NUL characters (dropped)
    newline:  lf, crlf, cr, mixed, or '' in a file of one line

    nul and newline of a file that is not UTF-8 are those of its first megabytes; it is transcoded in any case.
    """

    name: str
    bom_bytes: int = 0
    certain: bool = True
    bad: int = 0
    controls: int = 0
    nul: int = 0
    newline: str = "lf"

    @property
    def as_it_is(self) -> bool:
        """True where the bulk reader can take the file without a transcoded copy."""
        return (
            self.name == "utf-8" and not self.bom_bytes and not self.bad and not self.nul
            and self.newline in ("", "lf", "crlf")
        )


def detect_encoding(path: Path) -> Encoding:
    """Encoding of a text file, after reading it whole once (a bad byte in the last line counts)."""
    with Path(path).open("rb") as file:
        start = file.read(SAMPLE)
    for mark, name in BOMS:
        if start.startswith(mark):
            if name == "utf-8":
                return _scan(path, len(mark))
            return Encoding(name, len(mark), newline="")
    wide = _utf16_pattern(start)
    return Encoding(wide, newline="") if wide else _scan(path, 0)


def _utf16_pattern(start: bytes) -> str | None:
    """utf-16-le or utf-16-be where every second byte is the high byte of a Latin, Russian or punctuation character."""
    pairs = len(start) // 2
    if not pairs or b"\0" not in start:
        return None
    for name, high in (("utf-16-le", start[1::2]), ("utf-16-be", start[: pairs * 2 : 2])):
        usual = sum(high.count(byte) for byte in b"\0\4\x20\x21")
        if high.count(b"\0") >= 0.02 * pairs and usual >= 0.9 * pairs:
            other = start[: pairs * 2 : 2] if name == "utf-16-le" else start[1::2]
            if other.count(b"\0") < high.count(b"\0") / 4:
                return name
    return None


def _scan(path: Path, bom: int) -> Encoding:
    """Reads the file once: is it UTF-8 to the last byte, which line ends, how many NULs; if not, which alphabet."""
    good, bad, controls, nul, crlf, cr, lf = 0, 0, 0, 0, 0, 0, 0
    words: list[bytes] = []
    held = b""
    for chunk in _chunks(path, bom):
        nul += chunk.count(b"\0")
        returns = chunk.count(b"\r")
        pairs = (chunk.count(b"\r\n") if returns else 0) + (held.endswith(b"\r") and chunk.startswith(b"\n"))
        crlf, cr, lf = crlf + pairs, cr + returns, lf + chunk.count(b"\n")
        if chunk.isascii() and not held.strip(b"\r"):
            held = b"\r" if chunk.endswith(b"\r") else b""
            continue
        if sum(map(len, words)) < SAMPLE:
            words.append(_around_high_bytes(chunk))
        controls += len(C1_UTF8.findall(chunk)) if b"\xc2" in chunk else 0
        block = held.strip(b"\r") + chunk
        tail = _incomplete_tail(block)
        body = block[: len(block) - len(tail)]
        wide, broken = _utf8_counts(body)
        good, bad = good + wide, bad + broken
        if bad > 1000 + good:
            break
        held = tail or (b"\r" if chunk.endswith(b"\r") else b"")
    bad += len(held.strip(b"\r"))
    newline = _newline(crlf, cr - crlf, lf - crlf)
    if not bad or bom or good > GOOD_PER_BAD * bad:
        return Encoding("utf-8", bom, not bad, bad, controls, nul, newline)
    name, certain = guess_alphabet(b"".join(words))
    unknown = sum(chunk.count(byte) for chunk in _chunks(path, 0) for byte in UNKNOWN[name])
    return Encoding(name, 0, certain, unknown, 0, nul, newline)


def _utf8_counts(block: bytes) -> tuple[int, int]:
    """Characters beyond ASCII and broken bytes of a block that ends on a character."""
    try:
        text = block.decode("utf-8")
    except UnicodeDecodeError:
        text = block.decode("utf-8", "replace")
        bad = text.count("�")
        return len(text) - bad - len(block.translate(None, HIGH)), bad
    return len(text) - len(block.translate(None, HIGH)) if text else 0, 0


def _incomplete_tail(block: bytes) -> bytes:
    """The start of a UTF-8 character that the next chunk may complete (at most three bytes)."""
    for back in range(1, min(4, len(block) + 1)):
        byte = block[-back]
        if byte >= 0xC0:
            need = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return block[-back:] if need > back else b""
        if byte < 0x80:
            return b""
    return b""


def _around_high_bytes(chunk: bytes) -> bytes:
    """The words of a chunk that hold bytes beyond ASCII, as far as a sample needs."""
    parts: list[bytes] = []
    size, place = 0, 0
    while size < SAMPLE:
        try:
            chunk[place:].decode("ascii")
            break
        except UnicodeDecodeError as error:
            place += error.start
        piece = chunk[max(0, place - 20) : place + SLICE]
        parts += [word[:200] for word in WORDS.findall(piece)]
        size += len(piece)
        place += SLICE
    return b"\n".join(parts) + b"\n"


def _newline(crlf: int, cr: int, lf: int) -> str:
    kinds = [name for name, count in (("crlf", crlf), ("cr", cr), ("lf", lf)) if count]
    return kinds[0] if len(kinds) == 1 else "mixed" if kinds else ""


def _chunks(path: Path, skip: int) -> Iterator[bytes]:
    with Path(path).open("rb") as file:
        file.seek(skip)
        while chunk := file.read(CHUNK):
            yield chunk


def _decoded(path: Path, skip: int, name: str) -> Iterator[str]:
    """The text of a file in blocks, an empty one at the end."""
    decoder = _decoder(name)
    for chunk in _chunks(path, skip):
        yield decoder.decode(chunk)
    yield decoder.decode(b"", True)


def _decoder(name: str) -> codecs.IncrementalDecoder:
    errors = "replace" if name.startswith("utf") else ONE_BYTE
    return codecs.getincrementaldecoder(CODECS.get(name, name))(errors)


def transcode(
    path: Path, encoding: Encoding, target: Path, progress: Callable[[int, int], None] | None = None
) -> int:
    """Writes a text file again as UTF-8 without a mark, with LF line ends and without NULs, as a stream.

    progress: called with (bytes read, bytes in all) after each block
    Returns how many characters were not as they should be: undecodable bytes (replaced or kept as a control code), NULs
    (dropped) and control codes U+0080-U+009F (kept).
    """
    total = Path(path).stat().st_size
    done, odd = 0, 0
    held = ""
    with Path(target).open("wb") as out:
        for block in _decoded(path, encoding.bom_bytes, encoding.name):
            text = held + block
            # A CR at the end of a block may be half of a CRLF.
            held = "\r" if text.endswith("\r") and block else ""
            text = text[: len(text) - len(held)]
            odd += text.count("�") + text.count("\0")
            data = _one_newline(text.replace("\0", "")).encode("utf-8", "replace")
            odd += len(C1_UTF8.findall(data)) if not data.isascii() else 0
            out.write(data)
            if progress:
                done = min(total, done + CHUNK)
                progress(done, total)
    return odd


def _one_newline(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def head(path: Path, encoding: Encoding, limit_bytes: int = SAMPLE) -> str:
    """The first whole lines of a file as text, with LF line ends and without NULs; a longer first line comes cut."""
    with Path(path).open("rb") as file:
        file.seek(encoding.bom_bytes)
        data = file.read(limit_bytes)
        whole = not file.read(1)
    decoder = _decoder(encoding.name)
    text = _one_newline(decoder.decode(data, whole).replace("\0", ""))
    if whole or "\n" not in text:
        return text
    return text[: text.rindex("\n") + 1]
