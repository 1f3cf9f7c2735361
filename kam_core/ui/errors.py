"""What went wrong, said on the page in three sentences; never a traceback."""

from __future__ import annotations

import contextlib
import logging
import logging.handlers
import secrets
import threading
from collections.abc import Iterator
from pathlib import Path

import streamlit as st

from kam_core.errors import KamError
from kam_core.i18n import msg
from kam_core.ui.session import data_folder
from kam_core.ui.text import escape

_opening = threading.Lock()


@contextlib.contextmanager
def shown() -> Iterator[None]:
    """Show what goes wrong inside the block instead of breaking the page."""
    try:
        yield
    except KamError as error:
        show(error)
    except Exception:  # noqa: BLE001  the last line of defence: whatever it is, it is logged and said calmly
        number = secrets.token_hex(4)
        log(data_folder()).exception("error %s", number)
        st.error(
            str(msg("Nothing was changed. Reload the page; if it happens again, give the administrator the number "
                    "{number}: it stands in the log.", number=number)),
            title=str(msg("This page could not be shown.")), icon=":material/error:",
        )


def show(error: KamError) -> None:
    """An error in its three sentences: what, what it means, what next."""
    st.error(
        f"{escape(error.means)} {escape(error.next)}", title=escape(error.what), icon=":material/error:",
    )


def log(data: Path) -> logging.Logger:
    """The log of this data folder: data/log/app.log, five files of 1 MB at most."""
    logger = logging.getLogger(f"kamerton.{data.resolve()}")
    with _opening:
        if not logger.handlers:
            folder = data / "log"
            folder.mkdir(parents=True, exist_ok=True)
            handler = logging.handlers.RotatingFileHandler(
                folder / "app.log", maxBytes=1_000_000, backupCount=4, encoding="utf-8", delay=True
            )
            handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
            logger.addHandler(handler)
            logger.propagate = False
    return logger
