"""Office files that come out the same each time: dates inside them are those of the deck, not of the clock."""

from __future__ import annotations

import datetime
import io
import re
import zipfile

_DATES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")


def again(data: bytes, made: str) -> bytes:
    """The same package with the dates of ``made`` (ISO, with zone), the workbooks inside it too."""
    moment = datetime.datetime.fromisoformat(made).astimezone(datetime.UTC)
    stamp = max(moment, datetime.datetime(1980, 1, 1, tzinfo=datetime.UTC)).timetuple()[:6]
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name.endswith(".xlsx"):
                part = again(part, made)
            elif name == "docProps/core.xml":
                part = _DATES.sub(rb"\g<1>" + f"{moment:%Y-%m-%dT%H:%M:%SZ}".encode() + rb"\g<2>", part)
            entry = zipfile.ZipInfo(name, stamp)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            new.writestr(entry, part)
    return held.getvalue()
